import { isTree, type Tree } from "../json/tree.ts";
import { Bucket, type Listener, type StoreEvent } from "./bucket.ts";

/** Where changes go so that they outlive the process. */
export interface Journal {
  /** Called before a change is seen by anyone. */
  append(bucket: string, event: StoreEvent): void;
  /** Resolves when all that was appended outlives a loss of power. */
  flush(): Promise<void>;
}

const historyOfBucket = 10_000;
/** A real server has written some hundred objects before it is ready. */
const firstRevision = 200;

/** All objects, by bucket and key, under one counter of revisions. */
export class ObjectStore {
  readonly #buckets = new Map<string, Bucket>();
  readonly #listeners = new Set<(bucket: string, event: StoreEvent) => void>();
  #revision = firstRevision;
  journal: Journal | undefined;

  get revision(): number {
    return this.#revision;
  }

  bucket(name: string): Bucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const bucket = new Bucket(firstRevision, historyOfBucket);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  buckets(): Iterable<[string, Bucket]> {
    return this.#buckets;
  }

  /** Writes an object; its metadata gets the new resourceVersion. */
  put(name: string, key: string, object: Tree): Tree {
    const bucket = this.bucket(name);
    const previous = bucket.objects.get(key);
    const revision = ++this.#revision;
    (object.metadata as Tree).resourceVersion = String(revision);
    this.#commit(name, bucket, {
      type: previous === undefined ? "ADDED" : "MODIFIED",
      revision,
      key,
      object,
      ...(previous === undefined ? {} : { previous }),
    });
    return object;
  }

  /** Deletes an object; its watchers see `last` (or what was stored) with a new resourceVersion. */
  remove(name: string, key: string, last?: Tree): Tree {
    const bucket = this.bucket(name);
    const previous = bucket.objects.get(key);
    if (previous === undefined) {
      throw new Error(`Cannot remove "${key}" of ${name}: it is not there`);
    }
    const revision = ++this.#revision;
    const shown = last ?? previous;
    const metadata = isTree(shown.metadata) ? shown.metadata : {};
    const object = { ...shown, metadata: { ...metadata, resourceVersion: String(revision) } };
    this.#commit(name, bucket, { type: "DELETED", revision, key, object, previous });
    return shown;
  }

  #commit(name: string, bucket: Bucket, event: StoreEvent): void {
    this.journal?.append(name, event);
    bucket.record(event);
    for (const listener of this.#listeners) listener(name, event);
  }

  /** Takes over what a journal kept; no one hears of it. */
  restore(name: string, key: string, object: Tree | undefined, revision: number): void {
    const bucket = this.bucket(name);
    this.advance(revision);
    const type = object === undefined ? "DELETED" : "ADDED";
    bucket.record({ type, revision, key, object: object ?? {} });
    bucket.forget(revision);
  }

  /** Revisions go on above this one. */
  advance(revision: number): void {
    this.#revision = Math.max(this.#revision, revision);
  }

  /** Hears every change of every bucket; answers how to stop. */
  listen(listener: (bucket: string, event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Hears one bucket; answers how to stop. */
  listenTo(name: string, listener: Listener): () => void {
    return this.bucket(name).listen(listener);
  }
}
