import type { Attacks, World } from "../world.ts";

/** A function that counts down from its argument, forever from 0: (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) 1)))). */
const loop = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x01, 0x7f, 0x00],
  ...[
    0x03,
    0x02,
    0x01,
    0x00,
    0x07,
    0x05,
    0x01,
    0x01,
    0x66,
    0x00,
    0x00,
    0x0a,
    0x10,
    0x01,
    0x0e,
    0x00,
  ],
  ...[0x03, 0x40, 0x20, 0x00, 0x41, 0x01, 0x6b, 0x22, 0x00, 0x0d, 0x00, 0x0b, 0x0b],
]);

/** Never yields: `turns` is without end in the sandbox. */
export const cpu = {
  spin: ({ turns }) => {
    let sum = 0;
    for (let i = 0; i < turns; i++) sum += i % 7;
    return sum;
  },
  microtasks: async ({ turns }) => {
    for (let i = 0; i < turns; i++) await undefined;
  },
  regex: ({ turns }) => {
    // The engine falls back to one without backtracking, unless the pattern needs it: \1 does.
    const text = "a".repeat(Math.min(turns / 50, 40)) + "!";
    return /^(a+)+\1$/.test(text) ? "matched" : "did not match";
  },
  wait: ({ turns }) => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    return Atomics.wait(cell, 0, 0, Math.min(turns / 1000, 1e9));
  },
  wasm: ({ turns }) => {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(loop));
    for (let left = turns; left > 0; left -= 1e9) {
      (exports.f as (n: number) => void)(Math.min(left, 1e9));
    }
  },
  getter: ({ turns }) => {
    let left = turns;
    while (left-- > 0) {
      JSON.stringify({
        get deep() {
          return left;
        },
      });
    }
  },
  sort: ({ turns }) => {
    let left = turns;
    [..."ab"].sort(() => {
      while (left-- > 0);
      return 0;
    });
  },
  neverAnswers: ({ turns }) =>
    new Promise((resolve) => setTimeout(resolve, Math.min(turns / 1e4, 2e9))),
} satisfies Attacks;

const MIB = 1024 * 1024;

/** Takes memory until `bytes` are reached. */
export const memory = {
  heap: ({ bytes }) => {
    const held: number[][] = [];
    for (let taken = 0; taken < bytes; taken += MIB) held.push(new Array(131_072).fill(taken / 3));
    return held.length;
  },
  strings: ({ bytes }) => {
    const held = new Set<string>();
    for (let taken = 0; taken < bytes; taken += 4096) {
      held.add(`${taken}`.padEnd(4096, "x").normalize());
    }
    return held.size;
  },
  map: ({ bytes }) => {
    const held = new Map<number, object>();
    for (let i = 0; i * 128 < bytes; i++) held.set(i, { i });
    return held.size;
  },
  buffers: ({ bytes }) => {
    const held: Uint8Array[] = [];
    for (let taken = 0; taken < bytes; taken += 64 * MIB) {
      held.push(new Uint8Array(64 * MIB).fill(1));
    }
    return held.length;
  },
  shared: ({ bytes }) => new SharedArrayBuffer(bytes).byteLength,
  wasm: ({ bytes }) => {
    const held: WebAssembly.Memory[] = [];
    for (let taken = 0; taken < bytes; taken += 64 * MIB) {
      const one = new WebAssembly.Memory({ initial: 1024, maximum: 1024 });
      new Uint8Array(one.buffer).fill(1);
      held.push(one);
    }
    return held.length;
  },
  sharedWasm: ({ bytes }) => {
    const held: WebAssembly.Memory[] = [];
    for (let taken = 0; taken < bytes; taken += 64 * MIB) {
      const one = new WebAssembly.Memory({ initial: 1, maximum: 1024, shared: true });
      one.grow(1023);
      new Uint8Array(one.buffer).fill(1);
      held.push(one);
    }
    return held.length;
  },
  growing: ({ bytes }) => {
    const held: ArrayBuffer[] = [];
    for (let taken = 0; taken < bytes; taken += 64 * MIB) {
      const one = new ArrayBuffer(0, { maxByteLength: 64 * MIB });
      one.resize(64 * MIB);
      new Uint8Array(one).fill(1);
      held.push(one);
    }
    return held.length;
  },
  clones: ({ bytes }) => {
    const { port1, port2 } = new MessageChannel(); // nobody reads
    const piece = new Uint8Array(4 * MIB).fill(1);
    for (let taken = 0; taken < bytes; taken += piece.length) port1.postMessage(piece);
    port2.close();
    return true;
  },
  database: async ({ bytes }) => {
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(":memory:");
    db.exec("CREATE TABLE held (piece BLOB)");
    const insert = db.prepare("INSERT INTO held VALUES (zeroblob(?))");
    for (let taken = 0; taken < bytes; taken += 16 * MIB) insert.run(16 * MIB);
    db.close();
  },
  inWorkers: async ({ bytes, turns }) => {
    const text = `const held = []; for (let taken = 0; taken < ${
      bytes / 4
    }; taken += 1e6) held.push(new Array(131072).fill(taken / 3)); postMessage(held.length);`;
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    for (let i = 0; i < Math.min(turns, 4); i++) {
      const worker = new Worker(url, { type: "module" });
      await new Promise((resolve, reject) =>
        [worker.onmessage, worker.onerror] = [resolve, reject]
      );
      worker.terminate();
    }
  },
  blobs: ({ bytes }) => {
    const held: Blob[] = [];
    for (let taken = 0; taken < bytes; taken += 16 * MIB) {
      held.push(new Blob([new Uint8Array(16 * MIB)]));
    }
    return held.length;
  },
} satisfies Attacks;

const many = ({ turns }: World) => Math.min(turns, 1e6);

/** Descriptors, threads and the disk. */
export const bombs = {
  descriptors: (w) => {
    const held: Deno.FsFile[] = [];
    try {
      for (let i = 0; i < Math.max(100, Math.min(many(w), 5000)); i++) {
        held.push(Deno.openSync(`${w.scratch}/f`, { create: true, write: true }));
      }
      return held.length;
    } finally {
      held.forEach((file) => file.close());
    }
  },
  threads: async ({ turns }) => {
    const held: Worker[] = [];
    const url = URL.createObjectURL(new Blob(["postMessage(0)"], { type: "text/javascript" }));
    for (let i = 0; i < Math.min(turns / 1000, 2000); i++) {
      const worker = new Worker(url, { type: "module" });
      held.push(worker);
      await new Promise((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = reject;
      });
    }
    held.forEach((worker) => worker.terminate());
    return held.length;
  },
  oneFile: ({ scratch, bytes }) => {
    using file = Deno.openSync(`${scratch}/large`, { create: true, write: true });
    const piece = new Uint8Array(MIB).fill(1);
    for (let taken = 0; taken < bytes; taken += MIB) file.writeSync(piece);
  },
  manyFiles: async ({ scratch, bytes }) => {
    const piece = new Uint8Array(MIB).fill(1);
    for (let i = 0; i * MIB < bytes; i++) {
      await Deno.writeFile(`${scratch}/file-${i}`, piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  emptyFiles: async (w) => {
    for (let i = 0; i < many(w); i++) {
      Deno.writeFileSync(`${w.scratch}/empty-${i}`, new Uint8Array());
      if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
  folders: async (w) => {
    for (let i = 0; i < many(w); i++) {
      Deno.mkdirSync(`${w.scratch}/folder-${i}/in/it`, { recursive: true });
      if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
  hidden: async (w) => {
    // A folder that cannot be looked into hides what it takes from whoever is not root.
    Deno.mkdirSync(`${w.scratch}/hidden`, { recursive: true });
    const piece = new Uint8Array(MIB).fill(1);
    for (let i = 0; i * MIB < w.bytes; i++) {
      Deno.chmodSync(`${w.scratch}/hidden`, 0o700);
      Deno.writeFileSync(`${w.scratch}/hidden/${i}`, piece);
      Deno.chmodSync(`${w.scratch}/hidden`, 0o000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  beside: async ({ scratch, bytes }) => {
    // Write access is to all of the process's scratch, not only to the call's.
    const piece = new Uint8Array(MIB).fill(1);
    for (let i = 0; i * MIB < bytes; i++) {
      await Deno.writeFile(`${scratch}/../beside-${i}`, piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  sparse: (w) => {
    // Holes take nothing of the disk, and all of who reads them.
    for (let i = 0; i < Math.min(many(w), 100); i++) {
      using file = Deno.openSync(`${w.scratch}/sparse-${i}`, { create: true, write: true });
      file.truncateSync(Math.min(w.bytes, 1e12));
    }
  },
  deepFolders: async (w) => {
    // Each is moved below the next, until no path is long enough to name the last.
    const name = "f".repeat(200), chain = Array(15).fill(name).join("/");
    for (let i = 0; i < Math.min(many(w), 2000); i++) {
      Deno.mkdirSync(`${w.scratch}/next/${chain}`, { recursive: true });
      if (i > 0) Deno.renameSync(`${w.scratch}/held`, `${w.scratch}/next/${chain}/held`);
      Deno.renameSync(`${w.scratch}/next`, `${w.scratch}/held`);
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
  longNames: async (w) => {
    for (let i = 0; i < many(w); i++) {
      Deno.writeFileSync(`${w.scratch}/${`${i}`.padEnd(255, "\n")}`, new Uint8Array());
      if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
  hiddenByMoves: async (w) => {
    // Always on the move: a look that follows names finds it in neither place.
    const piece = new Uint8Array(MIB).fill(1);
    for (const side of ["a", "b"]) Deno.mkdirSync(`${w.scratch}/${side}`, { recursive: true });
    Deno.mkdirSync(`${w.scratch}/a/held`, { recursive: true });
    let [from, to] = ["a", "b"];
    for (let i = 0; i * MIB < w.bytes; i++) {
      Deno.writeFileSync(`${w.scratch}/${from}/held/${i}`, piece);
      for (let turn = 0; turn < 50; turn++) {
        Deno.renameSync(`${w.scratch}/${from}/held`, `${w.scratch}/${to}/held`);
        [from, to] = [to, from];
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  },
  deleted: (w) => {
    // A file without a name takes the disk until it is closed, and no look finds it.
    const held: Deno.FsFile[] = [], piece = new Uint8Array(MIB).fill(1);
    for (let i = 0; i < Math.min(many(w), 1000); i++) {
      const file = Deno.openSync(`${w.scratch}/gone-${i}`, { create: true, write: true });
      Deno.removeSync(`${w.scratch}/gone-${i}`);
      file.writeSync(piece);
      held.push(file);
    }
    held.forEach((file) => file.close());
    return held.length;
  },
  timers: ({ turns }) => {
    let fired = 0;
    const held = Array.from(
      { length: Math.min(turns, 100_000) },
      () => setInterval(() => fired++, 1),
    );
    held.forEach(clearInterval);
    return held.length > 0;
  },
} satisfies Attacks;
