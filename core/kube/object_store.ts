import type { KubeObject, ObjectRef } from "contract";
import type { WatchMessage } from "./watch_stream.ts";

/** What became of an object, as seen by one who knew the state before. */
export interface ObjectEvent {
  readonly type: "added" | "modified" | "deleted";
  /** As it is now; for `deleted`, as it was last seen. */
  readonly object: KubeObject;
  /** As it was before, for `modified`. */
  readonly previous?: KubeObject;
}

/**
 * The objects of a watch, and the resource version that they stand at. Every change answers what happened, such that
 * the events of one object always read added, modified …, deleted, and each incarnation (uid) is one of its own.
 */
export class ObjectStore {
  readonly #objects = new Map<string, KubeObject>();
  /** Those that our own writes brought here before the watch did: a list may be older. */
  readonly #ahead = new Set<string>();
  #resourceVersion: string | undefined;

  /** Where a watch goes on from; undefined: a list is needed. */
  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  get objects(): ReadonlyMap<string, KubeObject> {
    return this.#objects;
  }

  /** Takes a list as the truth; deletions that nobody told of come out as events. */
  replace(items: readonly KubeObject[], resourceVersion: string): ObjectEvent[] {
    const events: ObjectEvent[] = [];
    const gone = new Set(this.#objects.keys());
    for (const key of this.#ahead) {
      const { resourceVersion: own = "" } = this.#objects.get(key)?.metadata ?? {};
      if (!isNewer(own, resourceVersion)) this.#ahead.delete(key);
    }
    for (const object of items) {
      const key = keyOf(object.metadata);
      gone.delete(key);
      if (!this.#ahead.has(key)) events.push(...this.#put(key, object));
    }
    for (const key of gone) if (!this.#ahead.has(key)) events.push(...this.#remove(key));
    this.#resourceVersion = resourceVersion;
    return events;
  }

  /** Takes one message of the stream; what is not newer than the store has been seen and changes nothing. */
  take({ type, object }: WatchMessage): ObjectEvent[] {
    const version = object.metadata.resourceVersion ?? "";
    if (!isNewer(version, this.#resourceVersion ?? "")) return [];
    this.#resourceVersion = version;
    if (type === "BOOKMARK") return [];
    return type === "DELETED"
      ? this.#remove(keyOf(object.metadata), object)
      : this.#advance(object);
  }

  /** Takes what the API server answered to a write of ours, which the stream tells later. */
  wrote(object: KubeObject): ObjectEvent[] {
    const { deletionTimestamp, finalizers = [] } = object.metadata, key = keyOf(object.metadata);
    if (deletionTimestamp !== undefined && finalizers.length === 0) {
      return this.#remove(key, object);
    }
    const events = this.#advance(object);
    if (events.length > 0) this.#ahead.add(key);
    return events;
  }

  /** The next watch must begin with a list. */
  expire(): void {
    this.#resourceVersion = undefined;
  }

  /** Takes an object that is not older than the one that is here. */
  #advance(object: KubeObject): ObjectEvent[] {
    const key = keyOf(object.metadata), { uid, resourceVersion = "" } = object.metadata;
    const known = this.#objects.get(key)?.metadata;
    if (known?.uid === uid && !isNewer(resourceVersion, known?.resourceVersion ?? "")) return [];
    this.#ahead.delete(key);
    return this.#put(key, object);
  }

  #put(key: string, object: KubeObject): ObjectEvent[] {
    const previous = this.#objects.get(key);
    this.#objects.set(key, object);
    if (previous === undefined) return [{ type: "added", object }];
    if (previous.metadata.uid !== object.metadata.uid) {
      return [{ type: "deleted", object: previous }, { type: "added", object }];
    }
    if (previous.metadata.resourceVersion === object.metadata.resourceVersion) return [];
    return [{ type: "modified", object, previous }];
  }

  #remove(key: string, last?: KubeObject): ObjectEvent[] {
    const known = this.#objects.get(key);
    if (known === undefined) return [];
    if (last !== undefined && last.metadata.uid !== known.metadata.uid) return [];
    this.#objects.delete(key);
    this.#ahead.delete(key);
    return [{ type: "deleted", object: last ?? known }];
  }
}

/** `namespace/name`, or `/name` for what stands in no namespace. */
export function keyOf({ namespace = "", name }: Pick<ObjectRef, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

const numeric = /^[0-9]+$/;

/** Resource versions are decimal numbers and order (KEP-5504); of what is none, each other value counts as newer. */
export function isNewer(version: string, than: string): boolean {
  if (!numeric.test(version) || !numeric.test(than)) return version !== than;
  return version.length === than.length ? version > than : version.length > than.length;
}
