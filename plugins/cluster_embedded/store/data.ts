import { readJson } from "../json/read.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";
import { ObjectStore } from "./object_store.ts";

/** A store whose objects outlive the process. */
export interface DataStore {
  readonly store: ObjectStore;
  /** Closes the log. */
  close(): void;
}

const encoder = new TextEncoder();

/**
 * Opens the append log in a folder (made where it is absent). A line is one change; a last line
 * that was not written to its end is cut off.
 */
export async function openData(folder: string): Promise<DataStore> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/objects.jsonl`, store = new ObjectStore();
  await replay(path, store);
  const log = await compact(path, store);
  store.journal = {
    append(bucket, { key, revision, type, object }) {
      const line = [revision, bucket, key, ...(type === "DELETED" ? [] : [object])];
      log.writeSync(encoder.encode(`${writeJson(line)}\n`));
    },
  };
  return { store, close: () => log.close() };
}

async function replay(path: string, store: ObjectStore): Promise<void> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const line of text.split("\n")) {
    const change = readChange(line);
    if (change === undefined) break;
    store.restore(change.bucket, change.key, change.object, change.revision);
  }
}

interface Change {
  readonly revision: number;
  readonly bucket: string;
  readonly key: string;
  readonly object: Tree | undefined;
}

/** A change, or undefined for a line that is torn or empty. */
function readChange(line: string): Change | undefined {
  try {
    const { value } = readJson(line);
    if (!Array.isArray(value)) return undefined;
    const [revision, bucket, key, object] = value;
    if (typeof revision !== "number" || typeof bucket !== "string" || typeof key !== "string") {
      return undefined;
    }
    return { revision, bucket, key, object: isTree(object) ? object : undefined };
  } catch {
    return undefined;
  }
}

/** Writes what is there now as a new log, and puts it in the old one's place. */
async function compact(path: string, store: ObjectStore): Promise<Deno.FsFile> {
  const next = `${path}.next`;
  const log = await Deno.open(next, { write: true, create: true, truncate: true });
  for (const [bucket, { objects }] of store.buckets()) {
    for (const [key, object] of objects) {
      const revision = Number((object.metadata as Tree).resourceVersion);
      log.writeSync(encoder.encode(`${writeJson([revision, bucket, key, object])}\n`));
    }
  }
  log.syncSync();
  await Deno.rename(next, path);
  return log;
}
