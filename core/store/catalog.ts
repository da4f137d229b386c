import { splitPath } from "./artifact.ts";
import type { Verdicts } from "./digest.ts";
import type { Driver } from "./driver.ts";
import { type ObjectRecord, packFile, parseRecord, recordFile, type Stored } from "./record.ts";
import { whole } from "./window.ts";

export interface Catalog {
  /** Reads all records, and removes what belongs to none. */
  open(): Promise<void>;
  folders(): string[];
  get(folder: string): ObjectRecord | undefined;
  /** Makes the record durable, and known from then on. */
  save(folder: string, record: ObjectRecord): Promise<void>;
  /** Knows the record from now on, which is on the medium already, or will be with the next save. */
  know(folder: string, record: ObjectRecord): void;
  /** Keeps of the record what is really there: after a failure, files tell what became of them. */
  reconsider(folder: string, record: ObjectRecord): Promise<void>;
  /** Forgets the object, its record first, and removes its blobs. */
  drop(folder: string): Promise<void>;
  /** Removes blobs of `before` that `after` does not name. */
  prune(folder: string, before: ObjectRecord, after: ObjectRecord): Promise<void>;
}

/** Which artifacts there are of which object: in memory, and as a record beside the files. */
export function catalog(driver: Driver, checked: Verdicts): Catalog {
  const records = new Map<string, ObjectRecord>();
  const remove = async (path: string) => {
    checked.forget(path);
    await driver.remove(path);
  };
  const removeUnnamed = async (folder: string, files: string[], record?: ObjectRecord) => {
    const named = new Set(filesOf(record));
    for (const file of files) if (!named.has(file)) await remove(`${folder}/${file}`);
  };
  const self: Catalog = {
    async open() {
      for (const [folder, files] of await filesByFolder(driver)) {
        const record = await load(driver, folder);
        if (record !== undefined) await self.reconsider(folder, record);
        await removeUnnamed(folder, files, records.get(folder));
      }
    },
    folders: () => [...records.keys()],
    get: (folder) => records.get(folder),
    async save(folder, record) {
      await write(driver, folder, JSON.stringify(record));
      records.set(folder, record);
    },
    know: (folder, record) => void records.set(folder, record),
    async reconsider(folder, record) {
      const there = await Promise.all(
        record.artifacts.map((stored) => isThere(driver, checked, folder, stored, record)),
      );
      const artifacts = record.artifacts.filter((_, i) => there[i]);
      if (artifacts.length > 0) records.set(folder, { ...record, artifacts });
      else records.delete(folder);
    },
    async drop(folder) {
      records.delete(folder);
      await remove(`${folder}/${recordFile}`);
      const paths = await Array.fromAsync(driver.list(folder));
      for (const path of paths) await remove(path);
    },
    prune: (folder, before, after) => removeUnnamed(folder, filesOf(before), after),
  };
  return self;
}

/** The files of each object. Objects' folders are three deep; whatever else lies in the place is not the store's. */
async function filesByFolder(driver: Driver): Promise<Map<string, string[]>> {
  const paths = await Array.fromAsync(driver.list(""));
  const split = paths.map((path) => splitPath(path)).filter((found) => found !== undefined);
  const groups = Map.groupBy(split, ({ folder }) => folder);
  return new Map([...groups].map(([folder, found]) => [folder, found.map(({ file }) => file)]));
}

function filesOf(record: ObjectRecord | undefined): string[] {
  if (record === undefined) return [];
  return [recordFile, ...record.artifacts.flatMap((stored) => [stored.file, packFile(stored)])];
}

/** A file that two entries claim is the one's whose digest it has. */
async function isThere(
  driver: Driver,
  checked: Verdicts,
  folder: string,
  stored: Stored,
  { artifacts }: ObjectRecord,
): Promise<boolean> {
  const path = `${folder}/${stored.file}`;
  const blob = await driver.read(path);
  if (blob === undefined) return false;
  await using _closing = blob;
  if (artifacts.every((other) => other === stored || other.file !== stored.file)) return true;
  return await checked.isSound(path, blob, stored.digest);
}

const maxRecordBytes = 4 << 20;

async function load(driver: Driver, folder: string): Promise<ObjectRecord | undefined> {
  const blob = await driver.read(`${folder}/${recordFile}`);
  if (blob === undefined) return;
  await using _closing = blob;
  if (blob.size > maxRecordBytes) return;
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of whole(blob)) text += decoder.decode(piece, { stream: true });
  return parseRecord(text);
}

async function write(driver: Driver, folder: string, text: string): Promise<void> {
  const draft = await driver.create(folder);
  try {
    await draft.write(new TextEncoder().encode(text));
    await draft.commit(`${folder}/${recordFile}`);
  } finally {
    await draft.abort();
  }
}
