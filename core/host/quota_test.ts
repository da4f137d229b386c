import { assert, assertEquals } from "@std/assert";
import { watchQuota } from "./quota.ts";

async function watched(quota: number, fill: (folder: string) => Promise<void>): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  const full = Promise.withResolvers<boolean>();
  const watch = watchQuota({ folder, quotaBytes: () => quota, onFull: () => full.resolve(true) });
  const late = setTimeout(() => full.resolve(false), 700);
  try {
    await fill(folder);
    return await full.promise;
  } finally {
    watch.stop();
    clearTimeout(late);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("watchQuota() counts many files and folders, empty ones too", async () => {
  const fill = async (folder: string) => {
    for (let i = 0; i < 5; i++) await Deno.mkdir(`${folder}/f${i}/deep`, { recursive: true });
    for (let i = 0; i < 5; i++) await Deno.writeTextFile(`${folder}/f${i}/deep/file`, "");
  };
  assertEquals(await watched(14 * 4096, fill), true);
  assertEquals(await watched(15 * 4096, fill), false);
});

Deno.test("watchQuota() looks seldom while nobody is to write, and soon once somebody may", async () => {
  const folder = await Deno.makeTempDir();
  const second = Promise.withResolvers<void>();
  let looks = 0;
  const quotaBytes = () => {
    if (++looks === 2) second.resolve();
    return Infinity;
  };
  const watch = watchQuota({ folder, quotaBytes, isIdle: () => true, onFull: () => {} });
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert(looks <= 1, `${looks} looks`);
  watch.hurry();
  await second.promise;
  watch.stop();
  await Deno.remove(folder);
});
