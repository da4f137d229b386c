import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { lives } from "./machine.ts";

const kernel = fileURLToPath(new URL("testdata/kernel.ts", import.meta.url));

/** Starts a kernel with one plugin process that does `attack`, kills it with SIGKILL, and says which processes are left. */
async function leftAfterKill(attack: string): Promise<readonly number[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", kernel, attack],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const { pids, folder } = JSON.parse(new TextDecoder().decode(value)) as {
    pids: number[];
    folder: string;
  };
  assert(pids.length > 0 && pids.every(lives), "the plugin's processes run");
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  for (let tries = 0; tries < 100 && pids.some(lives); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Deno.remove(folder, { recursive: true });
  return pids.filter(lives);
}

for (
  const attack of ["cpu.spin", "cpu.neverAnswers", "realm.swallowAndSpin", "realm.errorFlood"]
) {
  Deno.test({
    name: `its end: a kernel that is killed leaves no process that does ${attack}`,
    ignore: Deno.build.os !== "linux",
    fn: async () => assertEquals(await leftAfterKill(attack), []),
  });
}
