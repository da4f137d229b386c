/** Server-side apply in stages, then the removal of what is no longer wanted. A plan that can be entered again at any round. */
import {
  type Applier,
  type KubeObject,
  type Next,
  type NextRequest,
  type ObjectRef,
  plugin,
  type StepOf,
  type StepResult,
} from "contract";
import { mayApply, mayPrune } from "./marks.ts";
import { crds, stages } from "./stages.ts";

type Steps = StepOf<"apply" | "wait" | "get" | "delete">[];

/** What comes after the round whose results are handed in: the look at what is stale, then its removal, then nothing. */
interface State {
  readonly stale?: readonly ObjectRef[];
}

const applier: Applier = {
  next(request): Next {
    const { stale } = (request.state ?? {}) as State;
    if (request.results === undefined) return first(request);
    if (stale === undefined || stale.length === 0) return { done: true };
    const refs = stale.filter((_, i) => prunable(liveAt(request.results!, i), request.object));
    return refs.length === 0 ? { done: true } : plan([{ do: "delete", refs, ...gone }], {});
  },
};

const gone = { ignoreNotFound: true, propagation: "Background" } as const;

function first(request: NextRequest): Next {
  const applied = request.purpose === "delete"
    ? []
    : [...applySteps(request), ...healthSteps(request)];
  const stale = request.purpose === "drift" ? [] : staleOf(request);
  const look: Steps = stale.length === 0
    ? []
    : [{ do: "get", refs: [...stale], ignoreNotFound: true }];
  const steps = [...applied, ...look];
  return steps.length === 0 ? { done: true } : plan(steps, { stale });
}

function plan(steps: Steps, state: State): Next {
  return { steps: steps.map((step) => [step]), state };
}

function applySteps({ set, drifted, purpose, spec }: NextRequest): Steps {
  const wanted = purpose === "drift" ? new Set(drifted) : undefined;
  const force = spec["force"] === true ? { force: true } : {};
  return stages(set).flatMap((stage): Steps => {
    const targets = stage.filter((i) => mayApply(set[i]!) && (wanted?.has(i) ?? true));
    if (targets.length === 0) return [];
    const waited = crds(set).filter((i) => targets.includes(i)).map((i) => set[i]!.ref);
    const apply: Steps[number] = { do: "apply", targets, ...force };
    return waited.length === 0
      ? [apply]
      : [apply, { do: "wait", refs: waited, until: "established" }];
  });
}

/** `wait: true` waits for all that was applied, `healthChecks` for what they name. */
function healthSteps({ set, spec, purpose }: NextRequest): Steps {
  if (purpose === "drift") return [];
  const named = Array.isArray(spec["healthChecks"]) ? spec["healthChecks"] as ObjectRef[] : [];
  const refs = spec["wait"] === true ? set.map(({ ref }) => ref) : named;
  return refs.length === 0 ? [] : [{ do: "wait", refs, until: "current", failFast: true }];
}

/** What the inventory holds and the set does not; all of it for an object that is deleted, unless its policy keeps it. */
function staleOf({ purpose, set, inventory, spec }: NextRequest): readonly ObjectRef[] {
  if (purpose === "delete") {
    const policy = spec["deletionPolicy"] ?? "MirrorPrune";
    const removes = policy === "Delete" || policy === "WaitForTermination" ||
      (policy === "MirrorPrune" && spec["prune"] === true);
    return removes ? inventory : [];
  }
  if (spec["prune"] !== true) return [];
  const wanted = new Set(set.map(({ ref }) => keyOf(ref)));
  return inventory.filter((ref) => !wanted.has(keyOf(ref)));
}

/** The version is no part of what an object is. */
function keyOf({ apiVersion, kind, namespace = "", name }: ObjectRef): string {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return JSON.stringify([group, kind, namespace, name]);
}

function liveAt(results: NonNullable<NextRequest["results"]>, i: number): KubeObject | undefined {
  const look: StepResult | undefined = results.at(-1)?.at(-1);
  return look?.items?.[i]?.live;
}

/** Only what still carries our owner's labels, and is not marked to be kept. */
function prunable(live: KubeObject | undefined, owner: KubeObject): boolean {
  const { labels, annotations } = live?.metadata ?? {};
  const ours = labels?.["kustomize.toolkit.fluxcd.io/name"] === owner.metadata.name &&
    labels["kustomize.toolkit.fluxcd.io/namespace"] === owner.metadata.namespace;
  return ours && mayPrune({ labels, ...annotations === undefined ? {} : { annotations } });
}

export default plugin("applier", () => applier);
