/** One run of one object, whatever its role: what comes before and after the loop's own part. */
import { defined } from "./json.ts";
import type { Outcome } from "../bus/mod.ts";
import { type ObjectRef, refOf } from "../contract/mod.ts";
import { conclude, concludeFailure, type Ended } from "./conclude.ts";
import type { Loops, Work } from "./context.ts";
import { FencedError } from "../kube/mod.ts";
import { type Controlled, managerOf } from "./kinds.ts";
import { statusOf } from "./ports.ts";
import { Pass } from "./pass.ts";
import { suspended } from "./profile.ts";

/** The part of a run that differs between roles. */
export interface Loop {
  reconcile(work: Work): Promise<Ended>;
  /** Cleans up after an object that is being deleted, suspended or not; it may go when this answers nothing. */
  remove?(work: Work): Promise<Ended | void>;
  /** Says what there is to say of an object that is left alone for now. */
  suspended?(work: Work): void;
  /** Says what there is to say of an object that is done with, and stays for another's finalizer. */
  released?(work: Work): void;
}

interface RunRequest {
  readonly ref: ObjectRef;
  readonly kind: Controlled;
  readonly causes: readonly string[];
  readonly signal: AbortSignal;
}

/** Reconciles one object: deletion, finalizer, suspension, then the loop of its role; its status ends in one patch. */
export async function runObject(loops: Loops, loop: Loop, request: RunRequest): Promise<Outcome> {
  const { kernel } = loops;
  const object = kernel.cluster.peek(request.ref);
  if (!object) return forget(loops, request.ref);
  const pass = loops.deliveries.passOf(object)?.resume(object, request.signal) ??
    new Pass(kernel, request.kind, object, request.signal);
  const work: Work = { loops, pass, causes: request.causes, refs: [], after: [] };
  const outcome = await attempt(work, loop);
  if (outcome.kind === "gone") {
    pass.quiet();
    return forget(loops, request.ref);
  }
  if (!pass.isHeld) {
    if (pass.asked !== undefined) pass.set("/lastHandledReconcileAt", pass.asked || null);
    await pass.write();
  }
  for (const tell of work.after) tell();
  loops.references.keep(refOf(object), work.refs);
  kernel.bus.emit("reconcile.finished", {
    ref: request.ref,
    result: outcome.kind,
    seconds: pass.elapsedMs / 1000,
  });
  return outcome;
}

async function attempt(work: Work, loop: Loop): Promise<Outcome> {
  const { pass } = work;
  const { profile } = pass.kind;
  try {
    if (pass.object.metadata.deletionTimestamp !== undefined) return await finalize(work, loop);
    if (profile.finalizer !== undefined) await addFinalizer(pass, profile.finalizer);
    if (suspended(pass.object, profile)) {
      pass.keepConditions();
      loop.suspended?.(work);
      return { kind: "stalled" };
    }
    return conclude(pass, await loop.reconcile(work));
  } catch (error) {
    return tooLate(pass, error) ?? concludeFailure(pass, error);
  }
}

/** A run that only has to begin again, or must not write: the object has changed, the kernel stops or lost its lease. */
function tooLate(pass: Pass, error: unknown): Outcome | undefined {
  const changed = statusOf(error) === 409;
  if (!changed && !pass.signal.aborted && !(error instanceof FencedError)) return undefined;
  pass.hold();
  pass.quiet();
  return { kind: "failed", error, ...defined({ retryAfterMs: changed ? 100 : undefined }) };
}

async function finalize(work: Work, loop: Loop): Promise<Outcome> {
  const { pass } = work;
  const { finalizer } = pass.kind.profile;
  const held = pass.object.metadata.finalizers ?? [];
  if (finalizer !== undefined && !held.includes(finalizer)) return { kind: "gone" };
  const ended = await loop.remove?.(work);
  if (ended) return conclude(pass, ended);
  if (finalizer === undefined) return { kind: "gone" };
  const others = held.filter((one) => one !== finalizer);
  await setFinalizers(pass, others);
  if (others.length > 0) await release(work, loop);
  return { kind: "gone" };
}

/** What the removal itself put down is no more than the way to here: the status stays as it was. */
async function release(work: Work, loop: Loop): Promise<void> {
  const { kernel, kind, object, signal } = work.pass;
  const pass = new Pass(kernel, kind, object, signal);
  pass.keepConditions();
  loop.released?.({ ...work, pass });
  await pass.write();
}

async function addFinalizer(pass: Pass, finalizer: string): Promise<void> {
  const held = pass.object.metadata.finalizers ?? [];
  if (!held.includes(finalizer)) await setFinalizers(pass, [...held, finalizer]);
}

/** Others have finalizers too: nothing is written over a list that has changed, and the run is tried again. */
async function setFinalizers(pass: Pass, finalizers: readonly string[]): Promise<void> {
  const { resourceVersion } = pass.object.metadata;
  const manager = managerOf(pass.kind);
  const options = { manager, ...defined({ resourceVersion }) };
  const patch = { metadata: { finalizers } };
  pass.replaced(await pass.kernel.cluster.patch(refOf(pass.object), patch, options));
}

function forget(loops: Loops, ref: ObjectRef): Outcome {
  loops.references.keep(ref, []);
  loops.deliveries.forget(ref);
  loops.tags.forget(ref);
  return { kind: "gone" };
}
