import Value from "typebox/value";
import { ObjectRecord, type Stored } from "schemas/artifact.ts";
import { splitPath } from "./artifact.ts";
import type { Verdicts } from "./digest.ts";
import type { Driver } from "./driver.ts";
import { packFile, recordFile } from "./record.ts";
import { copies, whole } from "./window.ts";

/** Which artifacts there are of which object: in memory, and as a record beside the files. */
export class Catalog {
  readonly #records = new Map<string, ObjectRecord>();
  readonly #driver: Driver;
  readonly #checked: Verdicts;

  constructor(driver: Driver, checked: Verdicts) {
    this.#driver = driver;
    this.#checked = checked;
  }

  /** Reads all records, and removes what belongs to none. Objects' folders are three deep; whatever else lies there is not the store's. */
  async open(): Promise<void> {
    const paths = await Array.fromAsync(this.#driver.list(""));
    const split = paths.map((path) => splitPath(path)).filter((found) => found !== undefined);
    for (const [folder, found] of Map.groupBy(split, ({ folder }) => folder)) {
      const record = await load(this.#driver, folder);
      if (record !== undefined) await this.reconsider(folder, record);
      await this.#removeUnnamed(folder, found.map(({ file }) => file), this.#records.get(folder));
    }
  }

  folders(): string[] {
    return [...this.#records.keys()];
  }

  get(folder: string): ObjectRecord | undefined {
    return this.#records.get(folder);
  }

  /** Makes the record durable, and known from then on. */
  async save(folder: string, record: ObjectRecord): Promise<void> {
    const draft = await this.#driver.create(folder);
    try {
      await draft.write(new TextEncoder().encode(JSON.stringify(record)));
      await draft.commit(`${folder}/${recordFile}`);
    } finally {
      await draft.abort();
    }
    this.know(folder, record);
  }

  /** Knows the record from now on, which is on the medium already, or will be with the next save. */
  know(folder: string, record: ObjectRecord): void {
    this.#records.set(folder, record);
  }

  /** Keeps of the record what is really there: after a failure, files tell what became of them. */
  async reconsider(folder: string, record: ObjectRecord): Promise<void> {
    const there = await Promise.all(
      record.artifacts.map((one) => this.#isThere(folder, one, record)),
    );
    const artifacts = record.artifacts.filter((_, i) => there[i]);
    if (artifacts.length > 0) this.know(folder, { ...record, artifacts });
    else this.#records.delete(folder);
  }

  /** Forgets the object, its record first, and removes its blobs. */
  async drop(folder: string): Promise<void> {
    this.#records.delete(folder);
    await this.#remove(`${folder}/${recordFile}`);
    const paths = await Array.fromAsync(this.#driver.list(folder));
    for (const path of paths) await this.#remove(path);
  }

  /** Removes blobs of `before` that `after` does not name. */
  async prune(folder: string, before: ObjectRecord, after: ObjectRecord): Promise<void> {
    await this.#removeUnnamed(folder, filesOf(before), after);
  }

  async #removeUnnamed(folder: string, files: string[], record?: ObjectRecord): Promise<void> {
    const named = new Set(filesOf(record));
    for (const file of files) if (!named.has(file)) await this.#remove(`${folder}/${file}`);
  }

  async #remove(path: string): Promise<void> {
    this.#checked.forget(path);
    await this.#driver.remove(path);
  }

  /** A file that two entries claim is the one's whose digest it has. */
  async #isThere(folder: string, stored: Stored, { artifacts }: ObjectRecord): Promise<boolean> {
    const path = `${folder}/${stored.file}`;
    const blob = await this.#driver.read(path);
    if (blob === undefined) return false;
    await using _closing = blob;
    if (artifacts.every((other) => other === stored || other.file !== stored.file)) return true;
    return await this.#checked.isSound(path, blob, stored.digest);
  }
}

function filesOf(record: ObjectRecord | undefined): string[] {
  if (record === undefined) return [];
  return [recordFile, ...record.artifacts.flatMap((stored) => [stored.file, packFile(stored)])];
}

const maxRecordBytes = 4 << 20;

/** The record of a folder; of one that is none, the artifacts are built anew. */
async function load(driver: Driver, folder: string): Promise<ObjectRecord | undefined> {
  const blob = await driver.read(`${folder}/${recordFile}`);
  if (blob === undefined) return;
  await using _closing = blob;
  if (blob.size > maxRecordBytes) return;
  const text = await new Response(ReadableStream.from(copies(whole(blob)))).text();
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(ObjectRecord, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
