import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  openPack,
  type PackBytes,
  packEntryBytes,
  PackError,
  packFooterBytes,
  readPack,
} from "./pack.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

interface Plan {
  readonly path: string;
  readonly text?: string;
  readonly mode?: number;
}

/** A pack as the layout in pack.ts says, made without the store's writer; entries are taken as they come. */
function pack(entries: readonly Plan[]): Uint8Array<ArrayBuffer> {
  const names = entries.map(({ path }) => encoder.encode(path));
  const bodies = entries.map(({ text = "" }) => encoder.encode(text));
  const sum = (parts: Uint8Array[]) => parts.reduce((total, part) => total + part.length, 0);
  const index = 16 + sum(bodies);
  const bytes = new Uint8Array(
    index + entries.length * packEntryBytes + sum(names) + packFooterBytes,
  );
  const view = new DataView(bytes.buffer);
  const magic = encoder.encode("sluice-pack-v1\r\n");
  bytes.set(magic);
  let data = 16, name = 0;
  entries.forEach(({ mode = 0o600 }, i) => {
    const at = index + i * packEntryBytes;
    view.setUint32(at, name, true);
    view.setUint16(at + 4, names[i]!.length, true);
    view.setUint16(at + 6, mode, true);
    view.setBigUint64(at + 8, BigInt(data), true);
    view.setBigUint64(at + 16, BigInt(bodies[i]!.length), true);
    bytes.set(bodies[i]!, data);
    bytes.set(names[i]!, index + entries.length * packEntryBytes + name);
    data += bodies[i]!.length;
    name += names[i]!.length;
  });
  view.setBigUint64(bytes.length - 32, BigInt(index), true);
  view.setUint32(bytes.length - 24, entries.length, true);
  view.setUint32(bytes.length - 20, name, true);
  bytes.set(magic, bytes.length - 16);
  return bytes;
}

function source(bytes: Uint8Array): PackBytes {
  return {
    size: bytes.length,
    read(position, into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

const folder = 0o040750;
const sample = pack([
  { path: "a", mode: folder },
  { path: "a/b.yaml", text: "bee" },
  { path: "a/c", mode: folder },
  { path: "a/c/d.yaml", text: "" },
  { path: "a-b", text: "#!/bin/sh", mode: 0o700 },
  { path: "é.yaml", text: "é" },
]);

Deno.test("pack.list() gives a folder's own entries, or all below it, in the order of a walk", () => {
  const read = readPack(source(sample));
  const paths = (...args: Parameters<typeof read.list>) =>
    [...read.list(...args)].map((e) => e.path);
  assertEquals(read.entries, 6);
  assertEquals(paths(), ["a", "a-b", "é.yaml"]);
  assertEquals(paths("a"), ["a/b.yaml", "a/c"]);
  assertEquals(paths("a", { recursive: true }), ["a/b.yaml", "a/c", "a/c/d.yaml"]);
  assertEquals(paths("a-b"), []);
  assertEquals(paths("none"), []);
  assertEquals(paths("", { recursive: true }).length, 6);
});

Deno.test("pack.stat() and pack.read() answer for exact paths only", () => {
  const read = readPack(source(sample));
  assertEquals(read.stat("a-b"), { path: "a-b", type: "file", size: 9, mode: 0o700 });
  assertEquals(read.stat("a"), { path: "a", type: "folder", size: 0, mode: 0o750 });
  for (const path of ["", "a/", "/a", "./a", "b.yaml", "a/b", "a/b.yaml/"]) {
    assertEquals(read.stat(path), undefined, path);
  }
  assertEquals(decoder.decode(read.read("a/b.yaml")), "bee");
  assertEquals(read.read("a/c/d.yaml").length, 0);
  assertThrows(() => read.read("a"), PackError, "it is a folder");
  assertThrows(() => read.read("z"), PackError, "no such entry");
  assertEquals([...read.pieces("é.yaml")].map((piece) => decoder.decode(piece)), ["é"]);
});

Deno.test("an empty pack is a pack", () => {
  const empty = readPack(source(pack([])));
  assertEquals([empty.entries, ...empty.list()], [0]);
});

Deno.test("readPack() refuses entries that no walk could give", () => {
  const table: [what: string, entries: Plan[]][] = [
    ["leaving the root", [{ path: "../a" }]],
    ["leaving it inside", [{ path: "a/../../b" }]],
    ["a dot segment", [{ path: "a/./b" }]],
    ["absolute", [{ path: "/a" }]],
    ["an empty segment", [{ path: "a//b" }]],
    ["a trailing slash", [{ path: "a/" }]],
    ["a backslash", [{ path: "a\\b" }]],
    ["a NUL", [{ path: "a\0b" }]],
    ["no name", [{ path: "" }]],
    ["too long", [{ path: "a".repeat(4097) }]],
    ["twice", [{ path: "a" }, { path: "a" }]],
    ["out of order", [{ path: "b" }, { path: "a" }]],
    ["a device", [{ path: "a", mode: 0o020600 }]],
    ["a link", [{ path: "a", mode: 0o120777 }]],
    ["set-uid", [{ path: "a", mode: 0o4700 }]],
    ["a folder with bytes", [{ path: "a", mode: folder, text: "x" }]],
  ];
  for (const [what, entries] of table) {
    assertThrows(() => readPack(source(pack(entries))), PackError, "entry", what);
  }
});

Deno.test("readPack() refuses more entries than allowed before it reads their index", () => {
  const many = pack(
    Array.from({ length: 11 }, (_, i) => ({ path: `f${String(i).padStart(2, "0")}` })),
  );
  assertEquals(readPack(source(many), { maxEntries: 11 }).entries, 11);
  assertThrows(() => readPack(source(many), { maxEntries: 10 }), PackError, "limit of 10");
});

Deno.test("whatever byte of a pack's index is flipped, it is a PackError or another sound pack", () => {
  const index = 16 + 3 + 9 + 2;
  for (let at = 0; at < sample.length; at++) {
    if (at >= 16 && at < index) continue;
    for (const bit of [1, 16, 128]) {
      const bad = sample.slice();
      bad[at]! ^= bit;
      try {
        const read = readPack(source(bad));
        for (const { type, path } of read.list("", { recursive: true })) {
          if (type === "file") read.read(path);
        }
      } catch (error) {
        if (!(error instanceof PackError)) throw error;
      }
    }
  }
});

Deno.test("a pack cut off anywhere is a PackError", () => {
  for (let length = 0; length < sample.length; length++) {
    assertThrows(() => readPack(source(sample.subarray(0, length))), PackError);
  }
});

Deno.test({
  name: "openPack() needs permission to read that one file, and nothing else",
  async fn() {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, sample);
      const module = new URL("./pack.ts", import.meta.url).href;
      const code = `import { openPack } from ${JSON.stringify(module)};
        using pack = openPack(${JSON.stringify(path)});
        console.log(new TextDecoder().decode(pack.read("a/b.yaml")));`;
      const script = `${path}.ts`;
      await Deno.writeTextFile(script, code);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-prompt",
          "--no-config",
          "--no-remote",
          "--no-npm",
          `--allow-read=${path}`,
          script,
        ],
      }).output();
      assertEquals(decoder.decode(stdout), "bee\n", decoder.decode(stderr));
      await Deno.remove(script);
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("openPack() closes the file that is no pack", async () => {
  await assertRejects(
    async () => await Promise.resolve(openPack("/dev/null")),
    PackError,
    "too short",
  );
});
