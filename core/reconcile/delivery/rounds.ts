/** Carries out an applier's plan: asks, does, and asks again with what came of it, until it is done. */
import { defined } from "../json.ts";
import {
  type Head,
  type KubeObject,
  type Next,
  type NextRequest,
  type ObjectRef,
  refOf,
  type Step,
  type StepOf,
  type StepResult,
  terminal,
} from "../../contract/mod.ts";
import { ask, named } from "../call.ts";
import { nameOf } from "../kinds.ts";
import type { Work } from "../context.ts";
import type { Followed } from "../ports.ts";
import type { Delivery } from "./delivery.ts";
import { judge } from "./policies.ts";
import { render } from "./render.ts";
import { type ClusterStep, isMutation } from "./steps.ts";
import { checkWaits } from "./waits.ts";

/** The most rounds of one plan: far above what any release takes. */
const maxRounds = 512;

/** Of a larger set nothing is kept in memory for its judges: they read it. */
const maxRemembered = 100;

type Done = Extract<Next, { done: true }>;

/** Answers what the applier said last, or what has to change in the cluster before it can go on. */
type Advanced = { readonly done: Done } | { readonly waitsFor: readonly Followed[] };

/** Asks for a plan; answers whether there is anything to do. */
export async function begins(work: Work, { round, ...delivery }: Delivery): Promise<boolean> {
  const next = await askNext(work, { ...delivery, round });
  if ("done" in next) round.asked = 0;
  else Object.assign(round, { groups: next.steps, state: next.state, over: [] });
  return "steps" in next;
}

/** Goes on with a plan from where it stands. What was done stays done; only open waits are looked at again. */
export async function advance(work: Work, delivery: Delivery): Promise<Advanced> {
  const { round } = delivery;
  for (;;) {
    if (round.groups === undefined) {
      const next = await askNext(work, delivery);
      if ("done" in next) return { done: next };
      checkTargets(next.steps, delivery.set.length);
      Object.assign(round, { groups: next.steps, state: next.state, over: [] });
    }
    const open = await doGroups(work, delivery, round.groups!);
    if (open) return { waitsFor: open };
    round.results = round.over;
    delete round.groups;
  }
}

/** Asks an applier what comes next, with what came of the round before. */
export async function askNext(work: Work, delivery: Delivery): Promise<Next> {
  const { round, pipeline } = delivery;
  if (round.asked++ >= maxRounds) throw terminal("ContractViolation", "the plan has no end");
  const installed = named(work.loops.kernel, pipeline.apply);
  const whole = installed.manifest.needs?.objects === "whole";
  const { purpose, revision, inputs } = delivery;
  const further: Omit<NextRequest, "object" | "spec" | "inputs"> = {
    purpose,
    revision,
    about: delivery.about,
    set: await heads(work, delivery),
    inventory: delivery.inventory.refs,
    ...(purpose === "drift" ? { drifted: positions(delivery) } : {}),
    ...(whole ? { objects: delivery.set } : {}),
    ...defined({ state: round.state, results: round.results }),
  };
  return await ask(work, installed, ["applier", "next"], further, { inputs });
}

function heads({ loops }: Work, { set, identity }: Delivery): Promise<Head[]> {
  const own = set.filter(({ kind }) => kind === "CustomResourceDefinition");
  return Promise.all(set.map(async (object): Promise<Head> => {
    const { labels, annotations } = object.metadata;
    const known = await loops.kernel.cluster.namespaced(object, identity);
    return {
      ref: refOf(object),
      ...defined({ labels, annotations }),
      namespaced: known ?? own.every((definition) => !isClusterScoped(definition, object.kind)),
    };
  }));
}

function isClusterScoped(definition: { readonly [key: string]: unknown }, kind: string): boolean {
  const spec = definition["spec"] as { scope?: string; names?: { kind?: string } } | undefined;
  return spec?.names?.kind === kind && spec.scope === "Cluster";
}

function positions({ set, drifted }: Delivery): number[] {
  const same = (a: ObjectRef, b: ObjectRef) =>
    a.kind === b.kind && a.name === b.name && (a.namespace ?? "") === (b.namespace ?? "") &&
    a.apiVersion === b.apiVersion;
  return set.flatMap((object, i) => drifted.some((ref) => same(ref, refOf(object))) ? [i] : []);
}

/** A lie about positions is found before anything is sent. */
function checkTargets(groups: readonly (readonly Step[])[], size: number): void {
  for (const step of groups.flat()) {
    const wrong = "targets" in step &&
      step.targets.some((target) => typeof target === "number" && target >= size);
    if (wrong) {
      throw terminal("ContractViolation", `a step names an object beyond the ${size} rendered`);
    }
  }
}

/** Does the groups that are left; the first with a failure ends the round. Answers what an open wait is for. */
async function doGroups(
  work: Work,
  delivery: Delivery,
  groups: readonly (readonly Step[])[],
): Promise<readonly Followed[] | undefined> {
  const { round } = delivery;
  while (round.over.length < groups.length) {
    const group = groups[round.over.length]!;
    if (round.over.flat().some(({ status }) => status === "failed")) {
      round.over = [...round.over, group.map((): StepResult => ({ status: "notTried" }))];
      continue;
    }
    round.partial ??= await doSteps(work, delivery, group);
    const open = await checkWaits(work, delivery, group, round.partial);
    if (open) return open;
    round.over = [...round.over, round.partial as StepResult[]];
    delete round.partial;
    round.deadlines.clear();
    round.current.clear();
  }
  return undefined;
}

/** Does all of a group but its waits: what is sent is judged first, what is planned is on record first. */
export async function doSteps(
  work: Work,
  delivery: Delivery,
  group: readonly Step[],
): Promise<(StepResult | undefined)[]> {
  await judge(work, delivery, group);
  const intend = async (refs: readonly ObjectRef[]) => {
    if (delivery.inventory.plan(refs)) await work.pass.interim();
  };
  const isChecked = (step: Step) => step.do === "apply" && step.checked !== undefined;
  const planned = group.filter((step) => isMutation(step) && !isChecked(step));
  await intend(planned.flatMap((step) => tracked(delivery, step)));
  const sent = group.filter(isForCluster);
  const { identity, manager, set, inventory, round } = delivery;
  const options = {
    identity,
    manager,
    set,
    signal: work.pass.signal,
    intend,
    isNew: (ref: ObjectRef) => !inventory.knows(ref),
    ...(set.length <= maxRemembered && {
      seen: (live: KubeObject) => void round.applied.set(nameOf(refOf(live)), live),
    }),
    ...ownerOf(work, delivery),
  };
  const results = sent.length === 0 ? [] : await work.loops.kernel.cluster.execute(sent, options);
  const outcome = new Map<Step, StepResult>(sent.map((step, i) => [step, results[i]!]));
  for (const step of sent) {
    const result = outcome.get(step)!;
    note(delivery, step, result);
    if (isChecked(step)) delivery.inventory.refused(untouched(delivery, step, result));
  }
  return await Promise.all(
    group.map(async (step) => outcome.get(step) ?? await ownStep(work, delivery, step)),
  );
}

function isForCluster(step: Step): step is ClusterStep {
  return step.do !== "wait" && step.do !== "render" && step.do !== "report";
}

/** What an applier names by position is part of the inventory; what it wrote itself is its own affair. */
function tracked({ set }: Delivery, step: Step): readonly ObjectRef[] {
  if (step.do === "delete" || !("targets" in step)) return [];
  return step.targets.flatMap((target) => typeof target === "number" ? refOf(set[target]!) : []);
}

function ownerOf({ pass: { object, kind } }: Work, { manager, purpose }: Delivery) {
  const label = kind.profile.owner?.name;
  if (label === undefined || purpose === "delete") return {};
  return { owner: { ref: refOf(object), label, manager } };
}

/** What a checked apply did not write for sure: it was not tried, or the trial was refused. */
function untouched(delivery: Delivery, step: Step, { items = [] }: StepResult) {
  return tracked(delivery, step).filter((_, i) => {
    const { status = "notTried", error } = items[i] ?? {};
    if (status !== "failed" || !error) return status === "notTried";
    const { phase, reason, status: code = 0 } = error;
    // A 500 without a reason is how the server says that this is no object of the kind.
    const isRefusal = code >= 400 && code < 500 || (code === 500 && reason === "Unknown");
    return phase === undefined && isRefusal;
  });
}

/** Counts what was changed, and keeps the inventory true to what was deleted. */
function note({ inventory, round }: Delivery, step: ClusterStep, { items = [] }: StepResult): void {
  if (step.dryRun === true) return;
  const are = (...wanted: readonly string[]) => (_: unknown, i: number) =>
    wanted.includes(items[i]?.status ?? "failed");
  round.changed += items.filter(are("created", "configured", "deleted")).length;
  if (step.do !== "delete") return;
  inventory.removed(step.refs.filter(are("deleted", "missing")));
  inventory.notDeleted(step.refs.filter(are("failed")));
}

async function ownStep(
  work: Work,
  delivery: Delivery,
  step: Step,
): Promise<StepResult | undefined> {
  if (step.do === "report") {
    work.pass.report(step.report);
    await work.pass.interim();
    return { status: "done" };
  }
  if (step.do === "render") return await renderMore(work, delivery, step);
  return undefined;
}

async function renderMore(
  work: Work,
  delivery: Delivery,
  { values, release }: StepOf<"render">,
): Promise<StepResult> {
  const from = { ...(values && { values }), ...(release && { release }) };
  delivery.set.push(...await render(work, delivery, from));
  return { status: "done" };
}
