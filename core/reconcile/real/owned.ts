/** One watch a kind over all that deliveries own: it finds drift, and wakes who waits for an object. */
import { type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import {
  applyEntry,
  type Client,
  isNewer,
  keyOf,
  type Watch,
  watchObjects,
} from "../../kube/mod.ts";
import type { Drifted, Followed, Owner } from "../ports.ts";

/** What an apply of ours left, by which a later change of it is known. */
interface Record {
  readonly owner: ObjectRef;
  readonly entry: string;
}

interface Kind {
  readonly watch: Watch;
  readonly records: Map<string, Record>;
  readonly hearers: Map<string, Set<() => void>>;
}

interface OwnedOptions {
  readonly client: Client;
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => void;
}

/** Until a change is looked at: our own writes are answered by then, and several changes are one. What is gone is soon missed. */
const settleMs = { changed: 1000, gone: 100 };

export class Owned {
  readonly #options: OwnedOptions;
  readonly #kinds = new Map<string, Kind>();
  readonly #pending = new Set<string>();
  #tell: (drifted: Drifted) => void = () => {};

  constructor(options: OwnedOptions) {
    this.#options = options;
  }

  /** Tells, from now on, of every object that is not as its owner's last apply left it. */
  hear(tell: (drifted: Drifted) => void): void {
    this.#tell = tell;
  }

  /** Notes an object as an apply, or a look at it, found it. */
  note(live: KubeObject, { ref, label, manager }: Owner): void {
    const entry = entryOf(live, manager);
    this.#kind(live, label, manager).records.set(keyOf(refOf(live)), { owner: ref, entry });
  }

  /** Forgets an object that its owner gives up. */
  forget(ref: ObjectRef): void {
    this.#kinds.get(idOf(ref))?.records.delete(keyOf(ref));
  }

  /** Whether the objects of a delivery are watched, so that this one can be followed. */
  knows(ref: ObjectRef): boolean {
    return this.#kinds.get(idOf(ref))?.records.has(keyOf(ref)) ?? false;
  }

  /** Tells of every change of the objects after what was seen of them, until it is disposed. */
  follow(followed: readonly Followed[], hear: () => void): Disposable {
    const held: (() => void)[] = [];
    for (const { ref, seen } of followed) {
      const { watch, hearers } = this.#kinds.get(idOf(ref))!, key = keyOf(ref);
      const all = hearers.get(key) ?? new Set();
      hearers.set(key, all.add(hear));
      held.push(() => all.delete(hear) && all.size === 0 && hearers.delete(key));
      const now = watch.objects.get(key)?.metadata.resourceVersion;
      if (now !== undefined && isNewer(now, seen ?? "0")) queueMicrotask(hear);
    }
    return { [Symbol.dispose]: () => held.forEach((drop) => drop()) };
  }

  #kind(live: KubeObject, label: string, manager: string): Kind {
    const { apiVersion, kind } = live, id = idOf({ apiVersion, kind });
    const known = this.#kinds.get(id);
    if (known) return known;
    const { client, signal, report } = this.#options;
    const records = new Map<string, Record>(), hearers = new Map<string, Set<() => void>>();
    const watch = watchObjects({
      client,
      apiVersion,
      kind,
      labels: label,
      metadataOnly: true,
      signal,
      onError: report,
      trim: (object) => trimmed(object, manager),
      onEvent: ({ type, object }) => {
        const key = keyOf(refOf(object));
        hearers.get(key)?.forEach((hear) => hear());
        if (records.has(key)) this.#check(id, key, type === "deleted" ? "gone" : "changed");
      },
    });
    const made = { watch, records, hearers };
    this.#kinds.set(id, made);
    return made;
  }

  #check(id: string, key: string, how: keyof typeof settleMs): void {
    const pending = `${how} ${id} ${key}`;
    if (this.#pending.has(pending)) return;
    this.#pending.add(pending);
    const timer = setTimeout(() => {
      this.#pending.delete(pending);
      if (this.#options.signal.aborted) return;
      const { watch, records } = this.#kinds.get(id)!, record = records.get(key);
      const now = watch.objects.get(key);
      if (!record || (now && now.metadata["entry"] === record.entry)) return;
      const [apiVersion, kind] = JSON.parse(id) as [string, string];
      const [namespace = "", name = ""] = key.split("/");
      const object = { apiVersion, kind, name, ...(namespace === "" ? {} : { namespace }) };
      this.#tell({ owner: record.owner, object, by: String(now?.metadata["by"] ?? "") });
    }, settleMs[how]);
    Deno.unrefTimer(timer);
  }
}

function idOf({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">): string {
  return JSON.stringify([apiVersion, kind]);
}

function entryOf(live: KubeObject, manager: string): string {
  return JSON.stringify(applyEntry(live, manager)?.["fieldsV1"] ?? null);
}

/** What is kept of an object: names, version, and what our entry says; and who else wrote last. */
function trimmed(object: KubeObject, manager: string): KubeObject {
  const { name, namespace, uid, resourceVersion, managedFields } = object.metadata;
  const others = (Array.isArray(managedFields) ? managedFields : [])
    .filter((entry) => entry["manager"] !== manager)
    .sort((a, b) => String(a["time"]) < String(b["time"]) ? 1 : -1);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
      entry: entryOf(object, manager),
      by: others[0]?.["manager"] ?? "",
    },
  };
}
