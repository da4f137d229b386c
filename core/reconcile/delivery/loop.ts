/** The delivery loop: what an object refers to becomes what the cluster holds. */
import { defined } from "../json.ts";
import { at, flatten, type Next, type ObjectRef, refOf, terminal } from "../../contract/mod.ts";
import { type Ended, ready } from "../conclude.ts";
import type { Work } from "../context.ts";
import { checkDependencies } from "../dependencies.ts";
import { formatDuration } from "../time.ts";
import { fetchInputs } from "../inputs.ts";
import { durationOf, timeoutOf } from "../profile.ts";
import type { Loop } from "../run_object.ts";
import { begin, type Delivery, revisionOf } from "./delivery.ts";
import { checkGates } from "./gates.ts";
import { digestOf, remember } from "./history.ts";
import { prepare } from "./prepare.ts";
import { remove } from "./remove.ts";
import { render } from "./render.ts";
import { advance } from "./rounds.ts";

type Done = Extract<Next, { done: true }>;
type Kept = NonNullable<Work["pass"]["kind"]["profile"]["keeps"]>[number];

export const deliveryLoop: Loop = { reconcile, remove };

async function reconcile(work: Work): Promise<Ended> {
  const held = work.loops.deliveries.take(refOf(work.pass.object));
  if (held && isCurrent(work, held)) return await carryOn(work, held);
  if (held) work.pass.restart();
  return await carryOn(work, await start(work));
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
  const about = `revision ${revision} with a timeout of ${timeout(work)}`;
  pass.progress(renders ? "Fulfilling prerequisites" : `Building manifests for ${about}`);
  if (keeps(work, "lastAttemptedRevision")) pass.set("/lastAttemptedRevision", revision);
  await checkGates(work, delivery);
  if (!renders) {
    delivery.set.push(...await render(work, delivery));
    pass.progress(`Detecting drift for ${about}`);
  }
  return delivery;
}

function timeout({ pass }: Work): string {
  return formatDuration(timeoutOf(pass.object, pass.kind.profile));
}

function keeps({ pass }: Work, field: Kept): boolean {
  return pass.kind.profile.keeps?.includes(field) ?? true;
}

/** Whether all that is to be done is to mend what others changed. */
function isDrift({ pass, causes }: Work, drifted: readonly ObjectRef[], revision: string): boolean {
  return drifted.length > 0 && causes.every((cause) => cause === "drift") &&
    pass.held("/observedGeneration") === pass.generation &&
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
export function hold(work: Work, delivery: Delivery, waitsFor: readonly ObjectRef[]): Ended {
  const { loops, pass } = work;
  const { kernel } = loops;
  const ref = refOf(pass.object);
  const hear = () => loops.ask(ref, "health");
  const following = kernel.cluster.follow(waitsFor, delivery.identity, hear);
  loops.deliveries.hold(ref, { delivery, pass, generation: pass.generation, following });
  for (const input of delivery.source ? [delivery.source] : []) work.refs.push(input);
  const end = Math.min(...delivery.round.deadlines.values());
  return { kind: "held", againInMs: Math.max(0, end - kernel.clock.monotonic()) };
}

function finish(work: Work, delivery: Delivery, done: Done): Ended {
  const { pass, loops } = work;
  const { revision, originRevision, round } = delivery;
  settle(work, delivery, done);
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
  record(work, delivery, reason);
  const { changed, pruned } = round;
  loops.kernel.bus.emit("objects.applied", {
    owner: refOf(pass.object),
    revision,
    changed,
    pruned,
  });
  if (profile.reasons?.ready !== undefined) tellFinished(work, reason);
  return ready(pass, `Applied revision: ${revision}`, reason);
}

/** What the applier names stays in the inventory; without a word from it, all that was rendered. */
function settle(work: Work, { inventory, set }: Delivery, { inventory: named }: Done): void {
  if (named?.some((index) => index >= set.length)) {
    throw terminal(
      "ContractViolation",
      `the inventory names an object beyond the ${set.length} rendered`,
    );
  }
  const nothingRendered = work.pass.kind.profile.renders === true && set.length === 0;
  if (named === undefined && nothingRendered) return;
  inventory.settle((named ? named.map((index) => set[index]!) : set).map(refOf));
}

/** An interval that changed nothing is no history: it would cost a patch. */
function record(work: Work, { set, revision, originRevision, round }: Delivery, status: string) {
  if (!keeps(work, "history") || set.length === 0) return;
  const idle = work.causes.every((cause) => ["interval", "start", "drift"].includes(cause)) &&
    round.changed + round.pruned === 0;
  const last = work.pass.held("/history/0/lastReconciledStatus");
  const digest = digestOf(set);
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
