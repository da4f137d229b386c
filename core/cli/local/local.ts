/** The local run: what was asked for is applied, shown as it becomes ready and, with `--once`, judged. */
import { type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import { type Client, watchObjects, withoutManagedFields } from "../../kube/mod.ts";
import { apiVersionOf, type Controlled } from "../../reconcile/mod.ts";
import { inventoryOf } from "../objects/tree.ts";
import { keyOf, type Row, rowsOf } from "./model.ts";
import type { Painter } from "./paint.ts";
import type { Plan } from "./plan.ts";

interface LocalOptions {
  readonly client: Client;
  readonly kinds: readonly Controlled[];
  readonly plan: Plan;
  readonly painter: Painter;
  /** Makes the folder the artifact of an object, and follows it. */
  readonly publish: (owner: Plan["owners"][number]) => Promise<void>;
  /** End when all is ready, or when nothing moves any more. */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

type Timer = ReturnType<typeof setTimeout>;
type Changed = (objects: ReadonlyMap<string, KubeObject>) => void;

const manager = { fieldManager: "sluice-cli", force: true };
/** Changes come in bursts; a person reads slower. */
const PAINT_MS = 100;
/** How long nothing may change before what is not ready counts as failed. */
const STILL_MS = 3_000;

/** Runs until the signal, or with `once` until a verdict: the rows of what did not become ready. */
export async function runLocal(options: LocalOptions): Promise<readonly Row[]> {
  const { client, kinds, plan, painter, publish, once } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const verdict = Promise.withResolvers<readonly Row[]>();
  signal.addEventListener("abort", () => verdict.resolve([]), { once: true });
  const judge = judging(verdict.resolve);
  const following = new Following(client, signal, (objects) => {
    const rows = rowsOf({ kinds, objects });
    painter.paint(rows);
    if (once) judge(rows);
  });
  kinds.forEach((kind) => following.follow(apiVersionOf(kind), kind.kind));
  for (const object of plan.objects) {
    await client.apply(object, { ...manager, signal });
    // What rests on the folder finds it in its place.
    for (const owner of plan.owners.filter((ref) => isOf(ref, object))) await publish(owner);
  }
  const unready = await verdict.promise;
  ended.abort();
  await following.done();
  return unready;
}

function isOf(ref: ObjectRef, object: KubeObject): boolean {
  const { apiVersion, kind, name, namespace } = refOf(object);
  return ref.apiVersion === apiVersion && ref.kind === kind && ref.name === name &&
    ref.namespace === namespace;
}

/** Decides when a run is over: all is ready, or nothing has changed for a while and nothing is under way. */
function judging(decide: (unready: readonly Row[]) => void): (rows: readonly Row[]) => void {
  let still: Timer | undefined, before = "";
  return (rows) => {
    const counting = rows.filter(({ counts }) => counts);
    const now = JSON.stringify(counting);
    if (now === before || counting.length === 0) return;
    before = now;
    clearTimeout(still);
    if (counting.some(({ verdict }) => verdict === "waiting")) return;
    const unready = counting.filter(({ verdict }) => verdict !== "ready");
    // What was just applied may declare more: a moment's rest is asked for either way.
    still = setTimeout(() => decide(unready), unready.length === 0 ? STILL_MS / 3 : STILL_MS);
  };
}

/** Watches kinds, those of the objects that turn up in inventories too. */
class Following {
  readonly #client: Client;
  readonly #signal: AbortSignal;
  readonly #changed: Changed;
  readonly #objects = new Map<string, KubeObject>();
  readonly #watches = new Map<string, Promise<void>>();
  #due: Timer | undefined;

  constructor(client: Client, signal: AbortSignal, changed: Changed) {
    this.#client = client;
    this.#signal = signal;
    this.#changed = changed;
  }

  follow(apiVersion: string, kind: string): void {
    const id = `${apiVersion}/${kind}`;
    if (this.#watches.has(id)) return;
    const { done } = watchObjects({
      client: this.#client,
      signal: this.#signal,
      apiVersion,
      kind,
      trim: withoutManagedFields,
      onEvent: ({ type, object }) => this.#hear(type, object),
    });
    this.#watches.set(id, done);
  }

  async done(): Promise<void> {
    clearTimeout(this.#due);
    await Promise.all(this.#watches.values());
  }

  #hear(type: string, object: KubeObject): void {
    const key = keyOf(refOf(object));
    if (type === "deleted") this.#objects.delete(key);
    else this.#objects.set(key, object);
    for (const { apiVersion, kind } of inventoryOf(object)) this.follow(apiVersion, kind);
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      if (!this.#signal.aborted) this.#changed(this.#objects);
    }, PAINT_MS);
  }
}
