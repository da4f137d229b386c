/** What a local run shows: every object that is reconciled, and what each applied, with a verdict. */
import { groupOf, type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import { conditionsOf, type Controlled, sayRef } from "../../reconcile/mod.ts";
import { briefly } from "../objects/health.ts";
import { stateOf } from "../objects/state.ts";
import { inventoryOf } from "../objects/tree.ts";

/** `blocked` waits for others, and ends as they do. */
export type Verdict = ReturnType<typeof briefly>[0] | "blocked";

export interface Row {
  readonly ref: ObjectRef;
  readonly object: string;
  readonly depth: number;
  readonly verdict: Verdict;
  readonly words: string;
  /** Whether a run is over only when this is ready: objects that are reconciled, not what they applied. */
  readonly counts: boolean;
}

interface Model {
  readonly kinds: readonly Controlled[];
  /** By `sayRef` of group and all: objects of every kind that is followed. */
  readonly objects: ReadonlyMap<string, KubeObject>;
}

/** The key of an object in a model. */
export function keyOf(ref: ObjectRef): string {
  return `${groupOf(ref.apiVersion)}/${sayRef(ref)}`;
}

/** Sources first, then deliveries with what they applied below them, each object once. */
export function rowsOf({ kinds, objects }: Model): readonly Row[] {
  const controlled = [...objects.values()].flatMap((object) => {
    const kind = kinds.find((one) =>
      one.kind === object.kind && one.group === groupOf(object.apiVersion)
    );
    return kind ? [{ object, kind }] : [];
  }).toSorted((a, b) =>
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    (keyOf(refOf(a.object)) < keyOf(refOf(b.object)) ? -1 : 1)
  );
  const byKey = new Map(controlled.map((one) => [keyOf(refOf(one.object)), one]));
  const applied = new Set(
    controlled.flatMap(({ object }) =>
      inventoryOf(object).map(keyOf).filter((key) => key !== keyOf(refOf(object)))
    ),
  );
  const rows: Row[] = [], shown = new Set<string>();
  const show = (key: string, ref: ObjectRef, depth: number) => {
    if (shown.has(key)) return;
    shown.add(key);
    const found = byKey.get(key);
    if (!found) return void rows.push(leaf(ref, objects.get(key), depth));
    rows.push(branch(found.object, found.kind, depth));
    for (const child of inventoryOf(found.object)) show(keyOf(child), child, depth + 1);
  };
  for (const [key, { object }] of byKey) if (!applied.has(key)) show(key, refOf(object), 0);
  // Two that applied each other stand below neither.
  for (const [key, { object }] of byKey) show(key, refOf(object), 0);
  return rows;
}

function branch(object: KubeObject, kind: Controlled, depth: number): Row {
  const { ready, reason, message, revision, suspended } = stateOf(object, kind);
  const retrying = conditionsOf(object["status"] as never)
    .some(({ type, status, reason }) =>
      type === "Reconciling" && status === "True" && reason !== "ProgressingWithRetry"
    );
  const verdicts = { True: "ready", False: "failed", Unknown: "waiting" } as const;
  const blocked = ready === "False" && ["DependencyNotReady", "ArtifactFailed"].includes(reason);
  const verdict = blocked ? "blocked" : retrying && ready !== "True" ? "waiting" : verdicts[ready];
  return {
    ref: refOf(object),
    object: sayRef(refOf(object)),
    depth,
    verdict,
    words: verdict === "ready"
      ? revision + (suspended && kind.role !== "source" ? " (suspended)" : "")
      : message,
    counts: true,
  };
}

function leaf(ref: ObjectRef, object: KubeObject | undefined, depth: number): Row {
  const [verdict, words] = briefly(object);
  return { ref, object: sayRef(ref), depth, verdict, words, counts: false };
}
