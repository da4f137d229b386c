import type { Attacks } from "../world.ts";

const fs = () => import("node:fs");

/** Reading and writing what is not the plugin's. */
export const files = {
  readText: ({ canary }) => Deno.readTextFileSync(canary),
  readNode: async ({ canary }) => (await fs()).readFileSync(canary, "utf8"),
  readPromise: async ({ canary }) =>
    (await import("node:fs/promises")).readFile(canary, { encoding: "utf8" }),
  readStream: async ({ canary }) => {
    let text = "";
    for await (const piece of (await fs()).createReadStream(canary)) text += piece;
    return text;
  },
  openBlob: async ({ canary }) => (await (await fs()).openAsBlob(canary)).text(),
  readDotted: ({ scratch, canary }) =>
    Deno.readTextFileSync(`${scratch}/../../../../../../../../../..${canary}`),
  readPasswd: () => Deno.readTextFileSync("/etc/passwd").length,
  listRoot: () => [...Deno.readDirSync("/")].length,
  statOutside: ({ canary }) => Deno.statSync(canary).size,
  existsOutside: async ({ canary }) => {
    (await fs()).accessSync(canary);
    return true;
  },
  realPath: ({ outside }) => Deno.realPathSync(outside),
  writeOutside: ({ outside }) => Deno.writeTextFileSync(`${outside}/written`, "x"),
  writeNode: async ({ outside }) => (await fs()).writeFileSync(`${outside}/written-by-node`, "x"),
  makeFolder: ({ outside }) => Deno.mkdirSync(`${outside}/made`),
  removeOutside: ({ outside }) => Deno.removeSync(`${outside}/removable`),
  renameIn: ({ outside, scratch }) => Deno.renameSync(`${outside}/movable`, `${scratch}/stolen`),
  copyIn: ({ canary, scratch }) => Deno.copyFileSync(canary, `${scratch}/copied`),
  chmodOutside: ({ outside }) => Deno.chmodSync(`${outside}/mode`, 0o777),
  overwriteBundle: ({ bundle }) =>
    Deno.writeTextFileSync(`${bundle}/mod.js`, "//", { append: true }),
  addToBundle: ({ bundle }) => Deno.writeTextFileSync(`${bundle}/more.js`, ""),
  overwriteInput: ({ inputs }) => Deno.writeTextFileSync(`${inputs}/body`, "changed"),
  openInputForWriting: ({ inputs }) =>
    Deno.openSync(`${inputs}/body`, { read: true, write: true }).close(),
  moveInput: ({ inputs, scratch }) => Deno.renameSync(`${inputs}/body`, `${scratch}/body`),
  readNeighbour: ({ neighbour }) => Deno.readTextFileSync(`${neighbour}/in/secret`),
  writeNeighbour: ({ neighbour }) => Deno.writeTextFileSync(`${neighbour}/scratch/planted`, "x"),
  watchOutside: ({ outside }) => Deno.watchFs(outside).close(),
  temporary: () => {
    const made = Deno.makeTempFileSync();
    Deno.removeSync(made);
    return made.length;
  },
  sqlite: async ({ outside }) => {
    const { DatabaseSync } = await import("node:sqlite");
    new DatabaseSync(`${outside}/data.sqlite`).close();
  },
  sqliteAttach: async ({ outside }) => {
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(":memory:");
    db.exec(`ATTACH '${outside}/attached.sqlite' AS other; CREATE TABLE other.t (x)`);
    db.close();
  },
  heapSnapshot: async ({ outside }) =>
    (await import("node:v8")).writeHeapSnapshot(`${outside}/heap.heapsnapshot`).length,
} satisfies Attacks;
