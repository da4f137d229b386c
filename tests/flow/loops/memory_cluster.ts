/** A cluster in memory: as much of an API server as the loops notice, and a count of what they asked of it. */
import type { Data, KubeObject, ObjectRef, StepResult, Target } from "contract";
import { groupOf, refOf } from "contract";
import type {
  Change,
  Cluster,
  Drifted,
  ExecuteOptions,
  Followed,
  GroupVersionKind,
  Identity,
  Listing,
  PatchOptions,
} from "../../../core/reconcile/ports.ts";
import type { ClusterStep } from "../../../core/reconcile/delivery/steps.ts";

interface Watcher {
  readonly kind: GroupVersionKind & { readonly labels?: string };
  readonly hear: (change: Change) => void;
}

/** As the API server refuses. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export class MemoryCluster implements Cluster {
  readonly events: Data[] = [];
  /** Writes to objects, one text each: `patch status GitRepository/apps/app`. */
  readonly writes: string[] = [];
  /** Who asked for what, of requests that were made for somebody else. */
  readonly impersonated: string[] = [];
  /** Refuses a write where it answers a text. */
  refuse: (verb: string, ref: ObjectRef) => string | undefined = () => undefined;
  /** Cluster-scoped kinds. */
  readonly clusterScoped = new Set(["Namespace", "CustomResourceDefinition"]);
  readonly #objects = new Map<string, KubeObject>();
  readonly #watchers = new Set<Watcher>();
  readonly #followers = new Map<() => void, ReadonlySet<string>>();
  #version = 0;

  /** Creates an object, or replaces its spec and metadata; the generation moves with the spec. */
  put(object: KubeObject): KubeObject {
    const key = keyOf(refOf(object)), before = this.#objects.get(key);
    const changed = JSON.stringify(before?.["spec"]) !== JSON.stringify(object["spec"]);
    const generation = (before?.metadata.generation ?? 0) + (changed || !before ? 1 : 0);
    const metadata = {
      uid: `uid-of-${object.metadata.name}`,
      ...object.metadata,
      ...(before ? { finalizers: before.metadata.finalizers } : {}),
      generation,
    };
    const status = object["status"] ?? before?.["status"];
    return this.#store(key, { ...object, metadata, ...(status === undefined ? {} : { status }) });
  }

  /** What a person's change of one object does. */
  change(ref: ObjectRef, patch: Data): KubeObject {
    const found = this.#objects.get(keyOf(ref));
    if (!found) throw new Refusal(404, `${ref.kind} "${ref.name}" not found`);
    return this.put(merge(found, patch) as KubeObject);
  }

  object(ref: ObjectRef): KubeObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  all(): readonly KubeObject[] {
    return [...this.#objects.values()];
  }

  watch(kind: Watcher["kind"], hear: (change: Change) => void): Promise<Disposable> {
    const watcher = { kind, hear };
    this.#watchers.add(watcher);
    return Promise.resolve({ [Symbol.dispose]: () => void this.#watchers.delete(watcher) });
  }

  cached({ group, kind }: { group: string; kind: string }): Iterable<KubeObject> {
    return this.all().filter((one) => one.kind === kind && groupOf(one.apiVersion) === group);
  }

  peek(ref: ObjectRef): KubeObject | undefined {
    return this.object(ref);
  }

  get(ref: ObjectRef, identity?: Identity): Promise<KubeObject | undefined> {
    if (identity?.user) this.impersonated.push(`${identity.user} get ${ref.kind}/${ref.name}`);
    return Promise.resolve(this.object(ref));
  }

  list({ apiVersion, kind, namespace }: Listing): Promise<readonly KubeObject[]> {
    return Promise.resolve(
      this.all().filter((one) =>
        one.apiVersion === apiVersion && one.kind === kind &&
        (namespace === undefined || one.metadata.namespace === namespace)
      ),
    );
  }

  discover(): Promise<unknown> {
    return Promise.resolve({});
  }

  namespaced({ kind }: { kind: string }): Promise<boolean> {
    return Promise.resolve(!this.clusterScoped.has(kind));
  }

  async patch(ref: ObjectRef, patch: Data, options: PatchOptions): Promise<KubeObject> {
    await Promise.resolve();
    this.#admit(`patch ${options.subresource ?? "object"}`, ref);
    const found = this.#objects.get(keyOf(ref));
    if (!found) throw new Refusal(404, `${ref.kind} "${ref.name}" not found`);
    const { resourceVersion } = options;
    if (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion) {
      throw new Refusal(409, "the object has been modified");
    }
    return this.#store(keyOf(ref), merge(found, patch) as KubeObject);
  }

  async apply(object: KubeObject): Promise<KubeObject> {
    await Promise.resolve();
    this.#admit("apply object", refOf(object));
    return this.put(object);
  }

  async delete(ref: ObjectRef): Promise<void> {
    await Promise.resolve();
    this.#admit("delete object", ref);
    this.remove(ref);
  }

  /** What `kubectl delete` does: an object with finalizers is marked, and goes with the last of them. */
  remove(ref: ObjectRef): void {
    const key = keyOf(ref), before = this.#objects.get(key);
    if (!before) return;
    if ((before.metadata.finalizers ?? []).length > 0) {
      const { generation = 1 } = before.metadata;
      const deletionTimestamp = "2026-01-01T00:00:00Z";
      const metadata = { ...before.metadata, deletionTimestamp, generation: generation + 1 };
      this.#store(key, { ...before, metadata });
      return;
    }
    this.#objects.delete(key);
    this.#tell({ before });
  }

  record(event: Data): Promise<void> {
    this.events.push(event);
    return Promise.resolve();
  }

  async execute(
    group: readonly ClusterStep[],
    options: ExecuteOptions,
  ): Promise<readonly StepResult[]> {
    await Promise.resolve();
    const { user } = options.identity;
    if (user) this.impersonated.push(`${user} ${group.map((step) => step.do).join(" ")}`);
    return group.map((step) => this.#step(step, options));
  }

  follow(followed: readonly Followed[], _identity: Identity, hear: () => void): Disposable {
    this.#followers.set(hear, new Set(followed.map(({ ref }) => keyOf(ref))));
    return { [Symbol.dispose]: () => void this.#followers.delete(hear) };
  }

  /** Tells of drift, as a watch would. */
  tellDrift: (drifted: Drifted) => void = () => {};

  drifted(hear: (drifted: Drifted) => void): void {
    this.tellDrift = hear;
  }

  #step(step: ClusterStep, { set }: ExecuteOptions): StepResult {
    if (step.do === "list") {
      const found = this.all().filter((one) =>
        one.kind === step.kind && one.metadata.namespace === step.namespace
      );
      return { status: "done", found };
    }
    const items = this.#items(step, (target) => typeof target === "number" ? set[target]! : target);
    const status = items.some((item) => item.status === "failed") ? "failed" : "done";
    return { status, items };
  }

  #items(
    step: ClusterStep,
    objectOf: (target: Target) => KubeObject,
  ): NonNullable<StepResult["items"]> {
    if ("targets" in step) {
      return step.targets.map((target) => {
        const object = objectOf(target), before = this.object(refOf(object));
        const same = before !== undefined && contains(before, object);
        if (same && step.do === "apply") return { status: "unchanged", live: before };
        const refused = this.refuse(step.do, refOf(object));
        if (refused !== undefined) {
          return { status: "failed", error: { reason: "Invalid", message: refused } };
        }
        if (step.dryRun) return { status: before ? "configured" : "created" };
        this.writes.push(`${step.do} ${said(refOf(object))}`);
        return { status: before ? "configured" : "created", live: this.put(object) };
      });
    }
    if (step.do === "delete") {
      return step.refs.map((ref) => {
        if (!this.object(ref)) return { status: "missing" };
        this.writes.push(`delete ${said(ref)}`);
        this.remove(ref);
        return { status: "deleted" };
      });
    }
    if (step.do === "get") {
      return step.refs.map((ref) => {
        const live = this.object(ref);
        return live ? { status: "found", live } : { status: "missing" };
      });
    }
    return [];
  }

  #admit(verb: string, ref: ObjectRef): void {
    const refused = this.refuse(verb, ref);
    if (refused !== undefined) throw new Refusal(422, refused);
    this.writes.push(`${verb} ${said(ref)}`);
  }

  #store(key: string, object: KubeObject): KubeObject {
    const before = this.#objects.get(key);
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    const now: KubeObject = { ...object, metadata };
    const { deletionTimestamp, finalizers = [] } = metadata;
    const gone = deletionTimestamp !== undefined && finalizers.length === 0;
    if (gone) this.#objects.delete(key);
    else this.#objects.set(key, now);
    this.#tell({ ...(before ? { before } : {}), ...(gone ? {} : { now }) });
    return now;
  }

  #tell(change: Change): void {
    const object = (change.now ?? change.before)!;
    for (const { kind, hear } of this.#watchers) {
      if (kind.kind !== object.kind || kind.group !== groupOf(object.apiVersion)) continue;
      const [label, value] = kind.labels?.split("=") ?? [];
      if (label !== undefined && object.metadata.labels?.[label] !== value) continue;
      hear(change);
    }
    for (const [hear, keys] of [...this.#followers]) if (keys.has(keyOf(refOf(object)))) hear();
  }
}

function keyOf({ apiVersion, kind, namespace = "", name }: ObjectRef): string {
  return `${groupOf(apiVersion)}/${kind}/${namespace}/${name}`;
}

function said({ kind, namespace, name }: ObjectRef): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function merge(into: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const held: Record<string, unknown> = typeof into === "object" && into !== null
    ? { ...into }
    : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete held[key];
    else held[key] = merge(held[key], value);
  }
  return held;
}

function contains(live: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return live === wanted;
  if (typeof live !== "object" || live === null) return false;
  return Object.entries(wanted).every(([key, value]) => contains((live as Data)[key], value));
}
