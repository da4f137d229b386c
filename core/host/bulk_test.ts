import { assert, assertEquals, assertRejects } from "@std/assert";
import { Failure } from "../contract/mod.ts";
import { readBulk, spillRequest } from "./bulk.ts";

const limits = { bytes: 1 << 26, lines: 100_000, values: 300_000, lineValues: 100_000 };

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what spillRequest() writes is what readBulk() reads", () =>
  withFolder(async (folder) => {
    const objects = Array.from(
      { length: 3000 },
      (_, i) => ({ i, text: `é\n"${"x".repeat(i % 90)}` }),
    );
    const sent = { objects, few: [1], spec: {} };
    const { request, bulk } = await spillRequest(sent, ["objects", "few"], () => folder);
    assertEquals(request, { few: [1], spec: {} });
    assertEquals(bulk, { objects: ".objects.jsonl" });
    assertEquals(await readBulk(`${folder}/.objects.jsonl`, limits), objects);
  }));

Deno.test("spillRequest() touches no disk for what is small, empty or no list", async () => {
  const sent = { a: [], b: [1, 2], c: "text" };
  const untouched = () => {
    throw new Error("A folder was asked for");
  };
  assertEquals(await spillRequest(sent, ["a", "b", "c", "d"], untouched), { request: sent });
});

Deno.test("readBulk() reads a line that is longer than a piece of the file", () =>
  withFolder(async (folder) => {
    const long = "é".repeat(500_000);
    await Deno.writeTextFile(`${folder}/list`, `${JSON.stringify(long)}\n1\n`);
    assertEquals(await readBulk(`${folder}/list`, limits), [long, 1]);
  }));

const wrong: readonly [what: string, text: string | Uint8Array, says: RegExp][] = [
  ["no JSON", "1\n{\n", /line 2 is no JSON/],
  ["an empty line", "\n", /line 1 is no JSON/],
  ["no UTF-8", new Uint8Array([0x22, 0xff, 0x22, 0x0a]), /line 1 is no UTF-8/],
  ["a last line that is cut off", "1\n2", /cut off/],
  ["too many lines", "1\n".repeat(11), /over 10 lines/],
  ["too many bytes", "1".repeat(6_000_000), /6000000 bytes/],
];

for (const [what, text, says] of wrong) {
  Deno.test(`readBulk() refuses a file with ${what}`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/list`;
      await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
      const error = await assertRejects(() =>
        readBulk(path, { ...limits, bytes: 5_000_000, lines: 10 })
      );
      assert(error instanceof Failure && error.reason === "ContractViolation");
      assert(says.test(error.message), error.message);
    }));
}

const large = { kind: "ConfigMap", metadata: { name: "big" }, data: { x: "x".repeat(4_500_000) } };
const tooLarge: readonly [said: string, one: unknown][] = [
  ['Cannot take ConfigMap "big": it is larger than 4 MiB', large],
  ["Cannot take object 1: it is larger than 4 MiB", "x".repeat(4_500_000)],
];

for (const [said, one] of tooLarge) {
  Deno.test(`readBulk() names what is too large for a cluster: ${said}`, () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/list`, `${JSON.stringify(one)}\n`);
      const reading = readBulk(`${folder}/list`, { ...limits, bytes: 5e6, lines: 10 });
      const error = await assertRejects(() => reading, Failure, said);
      assertEquals(error.reason, "ObjectTooLarge");
    }));
}

Deno.test("readBulk() follows no link and reads nothing but a regular file", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/secret`, "1\n");
    await Deno.symlink(`${folder}/secret`, `${folder}/link`);
    await Deno.mkdir(`${folder}/folder`);
    for (const name of ["link", "folder", "none"]) {
      await assertRejects(
        () => readBulk(`${folder}/${name}`, limits),
        Failure,
        "Cannot read a list",
      );
    }
  }));

Deno.test("readBulk() lets others work while it parses much", () =>
  withFolder(async (folder) => {
    const line = `${JSON.stringify({ text: "x".repeat(500) })}\n`;
    await Deno.writeTextFile(`${folder}/list`, line.repeat(60_000));
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const list = await readBulk(`${folder}/list`, limits);
    clearInterval(timer);
    assertEquals(list.length, 60_000);
    assert(turns > 3, `${turns} turns`);
  }));
