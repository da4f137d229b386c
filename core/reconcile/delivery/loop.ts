/** The delivery loop: what an object refers to becomes what the cluster holds. */
import { defined } from "../json.ts";
import {
  at,
  flatten,
  type Next,
  type ObjectRef,
  refOf,
  terminal,
  transient,
} from "../../contract/mod.ts";
import { type Ended, heldUp, observe, ready } from "../conclude.ts";
import type { Work } from "../context.ts";
import { fetching } from "../content.ts";
import { checkDependencies } from "../dependencies.ts";
import { formatDuration } from "schemas/duration.ts";
import { fetchInputs } from "../inputs.ts";
import { durationOf } from "../profile.ts";
import type { Loop } from "../run_object.ts";
import type { Followed } from "../ports.ts";
import { begin, type Delivery, revisionOf } from "./delivery.ts";
import { checkGates } from "./gates.ts";
import { remember } from "./history.ts";
import { identityOf } from "./identity.ts";
import { prepare } from "./prepare.ts";
import { remove } from "./remove.ts";
import { render } from "./render.ts";
import { advance } from "./rounds.ts";

type Done = Extract<Next, { done: true }>;
type Kept = NonNullable<Work["pass"]["kind"]["profile"]["keeps"]>[number];

/** Until objects that could not be judged are looked at again: as often as Flux looks at all of them. */
const unsureMs = 5000;

export const deliveryLoop: Loop = {
  reconcile,
  remove,
  suspended({ pass }) {
    observe(pass);
    // What failed before still waits for its next try.
    const failed = pass.conditions.some(({ type, status }) =>
      type === "Ready" && status === "False"
    );
    const held = failed ? heldUp(pass) : [];
    if (held.length > 0) pass.keepConditions(false);
    for (const one of held) pass.condition(one);
  },
  released: ({ pass }) => observe(pass),
};

async function reconcile(work: Work): Promise<Ended> {
  const held = work.loops.deliveries.take(refOf(work.pass.object));
  if (held && isCurrent(work, held)) {
    work.refs.push(...held.refs);
    return await carryOn(work, held);
  }
  if (held) work.pass.restart();
  return asItWas(work) ?? await carryOn(work, await start(work));
}

/** One that became content while it was woken for what it waited for has nothing left to wait for. */
function asItWas({ pass, causes }: Work): Ended | undefined {
  const isWoken = causes.length > 0 && causes.every((cause) => cause === "dependency");
  const isDone = pass.isReady && pass.held("/observedGeneration") === pass.generation;
  if (!isWoken || !isDone || pass.kind.profile.wakes !== undefined) return undefined;
  const { message, reason } = pass.conditions.find(({ type }) => type === "Ready")!;
  return ready(pass, message, reason);
}

/** A wait yields to a newer revision, and to who asks for a new run. */
function isCurrent({ loops, causes }: Work, { purpose, source, revision }: Delivery): boolean {
  if (purpose === "delete" || causes.includes("person") || causes.includes("webhook")) return false;
  if (source === undefined) return true;
  const now = loops.kernel.cluster.peek(source);
  return now === undefined || at(now, "/status/artifact/revision") === revision;
}

/** All that comes before the first question to the applier. */
async function start(work: Work): Promise<Delivery> {
  const { pass, loops } = work;
  const { renders = false } = pass.kind.profile;
  const inputs = await fetchInputs(work, await prepare(work));
  const drifted = loops.deliveries.takeDrifted(refOf(pass.object));
  const purpose = isDrift(work, drifted, revisionOf(work, inputs)) ? "drift" : "deliver";
  const delivery = begin(work, { purpose, inputs, drifted });
  const { revision, originRevision } = delivery;
  pass.about = { revision, ...defined({ originRevision }) };
  await checkDependencies(work, revision);
  pass.progress(renders ? "Fulfilling prerequisites" : fetching(pass, revision));
  if (at(pass.object, "/spec/kubeConfig") !== undefined) attempted(work, delivery);
  delivery.identity = await identityOf(work);
  await checkGates(work, delivery);
  if (renders) attempted(work, delivery);
  else await renderSet(work, delivery);
  return delivery;
}

/** Content without the path that is asked for was not attempted. */
async function renderSet(work: Work, delivery: Delivery): Promise<void> {
  try {
    delivery.set.push(...await render(work, delivery));
  } catch (error) {
    if (flatten(error).reason !== "ArtifactFailed") attempted(work, delivery);
    throw error;
  }
  attempted(work, delivery);
  work.pass.progress(`Detecting drift for ${delivery.about}`);
}

function attempted(work: Work, { revision, about }: Delivery): void {
  const { pass } = work;
  if (pass.kind.profile.renders !== true) pass.progress(`Building manifests for ${about}`);
  if (keeps(work, "lastAttemptedRevision")) pass.set("/lastAttemptedRevision", revision);
}

function keeps({ pass }: Work, field: Kept): boolean {
  return pass.kind.profile.keeps?.includes(field) ?? true;
}

/** Whether all that is to be done is to mend what others changed. */
function isDrift({ pass, causes }: Work, drifted: readonly ObjectRef[], revision: string): boolean {
  return drifted.length > 0 && causes.every((cause) => cause === "drift") &&
    pass.held("/observedGeneration") === pass.generation && pass.isReady &&
    [pass.held("/lastAppliedRevision"), pass.held("/lastAttemptedRevision")].includes(revision);
}

async function carryOn(work: Work, delivery: Delivery): Promise<Ended> {
  const { pass } = work;
  try {
    const advanced = await advance(work, delivery);
    if ("waitsFor" in advanced) return hold(work, delivery, advanced.waitsFor);
    return finish(work, delivery, advanced.done);
  } catch (error) {
    const { reason } = flatten(error, "ReconciliationFailed");
    if (!pass.signal.aborted) record(work, delivery, reason);
    throw error;
  }
}

/** Leaves the worker. A change of what is waited for, a newer revision or the deadline brings the delivery back. */
export function hold(work: Work, delivery: Delivery, waitsFor: readonly Followed[]): Ended {
  const { loops, pass } = work;
  const { kernel } = loops;
  const ref = refOf(pass.object);
  const hear = () => loops.ask(ref, "health");
  const following = kernel.cluster.follow(waitsFor, delivery.identity, hear);
  loops.deliveries.hold(ref, { delivery, pass, generation: pass.generation, following });
  const { deadlines, unsure } = delivery.round;
  const left = Math.max(0, Math.min(...deadlines.values()) - kernel.clock.monotonic());
  return { kind: "held", againInMs: unsure ? Math.min(left, unsureMs) : left };
}

function finish(work: Work, delivery: Delivery, done: Done): Ended {
  const { pass } = work;
  const { revision, originRevision, purpose } = delivery;
  // A kernel that starts and finds all as it was writes nothing: Flux would tell of every object.
  const isQuiet = purpose === "drift" || isIdle(work, delivery, ["start"]) && pass.isReady &&
      pass.held("/lastAppliedRevision") === revision;
  if (!done.failure || done.inventory) settle(work, delivery, done);
  if (done.failure) throw transient(done.failure.reason, done.failure.message);
  const { profile } = pass.kind;
  const failed = pass.conditions.some(({ type, status }) => type === "Ready" && status === "False");
  const reason = profile.reasons?.ready ?? "ReconciliationSucceeded";
  // Where the applier words Ready itself, its silence means that nothing is new.
  if (profile.reasons?.ready === undefined && pass.isReady) pass.said.add("Ready");
  if (!failed || !pass.said.has("Ready")) {
    if (keeps(work, "lastAppliedRevision")) pass.set("/lastAppliedRevision", revision);
    if (keeps(work, "lastAppliedOriginRevision")) {
      pass.set("/lastAppliedOriginRevision", originRevision ?? null);
    }
  }
  if (purpose !== "drift") record(work, delivery, reason);
  if (profile.reasons?.ready !== undefined && !isQuiet) tellFinished(work, reason);
  return ready(pass, `Applied revision: ${revision}`, reason);
}

/** What the applier names stays in the inventory; without a word from it, all that was rendered. */
function settle(
  work: Work,
  { inventory, set }: Delivery,
  { inventory: named, kept = [] }: Done,
): void {
  if (named?.some((index) => index >= set.length)) {
    throw terminal(
      "ContractViolation",
      `the inventory names an object beyond the ${set.length} rendered`,
    );
  }
  const nothingRendered = work.pass.kind.profile.renders === true && set.length === 0;
  if (named === undefined && nothingRendered) return;
  inventory.notDeleted(kept);
  inventory.settle((named ? named.map((index) => set[index]!) : set).map(refOf));
}

/** Whether a run that nobody asked for, but for these causes, changed nothing. */
function isIdle({ causes }: Work, { round }: Delivery, unasked: readonly string[]): boolean {
  return causes.every((cause) => unasked.includes(cause)) && round.changed === 0;
}

/** An interval that changed nothing is no history: it would cost a patch. */
function record(work: Work, delivery: Delivery, status: string) {
  const { digest, revision, originRevision } = delivery;
  if (!keeps(work, "history") || digest === undefined) return;
  const idle = isIdle(work, delivery, ["interval", "start", "drift"]);
  const last = work.pass.held("/history/0/lastReconciledStatus");
  if (idle && last === status && work.pass.held("/history/0/digest") === digest) return;
  const metadata = { revision, ...defined({ originRevision }) };
  remember(work.pass, { digest, status, metadata });
}

function tellFinished({ pass }: Work, reason: string): void {
  const againInMs = durationOf(pass.object, pass.kind.profile.interval);
  const next = againInMs === undefined ? "" : `, next run in ${formatDuration(againInMs)}`;
  pass.event({
    type: "Normal",
    severity: "info",
    reason,
    message: `Reconciliation finished in ${formatDuration(pass.elapsedMs)}${next}`,
    metadata: { commit_status: "update" },
  });
}
