import { readJson } from "../json/read.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { writeJson } from "../json/write.ts";
import { type Journal, ObjectStore } from "./object_store.ts";

/** A store whose objects outlive the process. */
export interface DataStore {
  readonly store: ObjectStore;
  /** Writes what is left, and closes the log. */
  close(): Promise<void>;
}

const encoder = new TextEncoder();

/**
 * Opens the append log in a folder (made where it is absent). A line is one change; a last line
 * that was not written to its end is cut off. Only one process may have it open.
 */
export async function openData(folder: string): Promise<DataStore> {
  await Deno.mkdir(folder, { recursive: true });
  const path = `${folder}/objects.jsonl`, store = new ObjectStore();
  await replay(path, store);
  const log = await compact(folder, path, store);
  const journal = journalOf(log);
  store.journal = journal;
  return {
    store,
    async close() {
      store.journal = undefined;
      await journal.flush();
      log.close();
    },
  };
}

/** A change is in the file before anyone sees it; one sync serves all changes that wait for one. */
function journalOf(log: Deno.FsFile): Journal {
  let written = 0, safe = 0, running: Promise<void> | undefined;
  const sync = async () => {
    const upTo = written;
    try {
      await log.syncData();
      safe = upTo;
    } finally {
      running = undefined;
    }
  };
  return {
    append(bucket, { key, revision, type, object }) {
      writeLine(log, [revision, bucket, key, ...(type === "DELETED" ? [] : [object])]);
      written++;
    },
    async flush() {
      const wanted = written;
      while (safe < wanted) await (running ??= sync());
    },
  };
}

function writeLine(file: Deno.FsFile, line: unknown): void {
  let bytes = encoder.encode(`${writeJson(line)}\n`);
  while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
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
    if (change.bucket === "") store.advance(change.revision);
    else store.restore(change.bucket, change.key, change.object, change.revision);
  }
}

interface Change {
  readonly revision: number;
  /** Empty: the line only says how far revisions have gone. */
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
async function compact(folder: string, path: string, store: ObjectStore): Promise<Deno.FsFile> {
  const next = `${path}.next`;
  const log = await Deno.open(next, { write: true, create: true, truncate: true, mode: 0o600 });
  writeLine(log, [store.revision, "", ""]); // an object that was deleted last leaves no other trace
  for (const [bucket, { objects }] of store.buckets()) {
    for (const [key, object] of objects) {
      const revision = Number((object.metadata as Tree).resourceVersion);
      writeLine(log, [revision, bucket, key, object]);
    }
  }
  log.syncSync();
  await Deno.rename(next, path);
  using entry = await Deno.open(folder); // the rename itself must last too
  await entry.sync();
  return log;
}
