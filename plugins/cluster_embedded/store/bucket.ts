import type { Tree } from "../json/tree.ts";

/** A change of one object. `object` is what it became, or with DELETED what it last was. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly revision: number;
  readonly key: string;
  readonly object: Tree;
  readonly previous?: Tree;
}

export type Listener = (event: StoreEvent) => void;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The objects of one resource by `namespace/name` (or name), with a window of their history. */
export class Bucket {
  readonly objects = new Map<string, Tree>();
  readonly #listeners = new Set<Listener>();
  #log: StoreEvent[] = [];
  #keys: string[] | undefined = [];

  /** Events up to and with this revision are forgotten. */
  forgotten: number;

  constructor(forgotten: number, readonly history: number) {
    this.forgotten = forgotten;
  }

  /** Keys in byte order, as etcd gives them. */
  keys(): readonly string[] {
    return this.#keys ??= [...this.objects.keys()].sort(compare);
  }

  record(event: StoreEvent): void {
    if (event.type === "DELETED") this.objects.delete(event.key);
    else this.objects.set(event.key, event.object);
    if (event.type !== "MODIFIED") this.#keys = undefined;
    this.#log.push(event);
    if (this.#log.length > this.history * 2) this.forget(this.#log[this.history - 1]!.revision);
    for (const listener of this.#listeners) listener(event);
  }

  /** Drops the history up to a revision. */
  forget(revision: number): void {
    this.#log = this.#log.filter((event) => event.revision > revision);
    this.forgotten = Math.max(this.forgotten, revision);
  }

  /** Events after a revision, oldest first; undefined where some are forgotten. */
  since(revision: number): StoreEvent[] | undefined {
    if (revision < this.forgotten) return undefined;
    let at = this.#log.length;
    while (at > 0 && this.#log[at - 1]!.revision > revision) at--;
    return this.#log.slice(at);
  }

  /** The objects as they were at a revision, in key order; undefined where that is forgotten. */
  at(revision: number): [string, Tree][] | undefined {
    const later = this.since(revision);
    if (later === undefined) return undefined;
    if (later.length === 0) return this.keys().map((key) => [key, this.objects.get(key)!]);
    const objects = new Map(this.objects);
    for (const event of later.reverse()) {
      if (event.previous === undefined) objects.delete(event.key);
      else objects.set(event.key, event.previous);
    }
    return [...objects].sort(([a], [b]) => compare(a, b));
  }

  /** Hears every later event; answers how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
