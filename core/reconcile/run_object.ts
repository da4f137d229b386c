/** One run of one object, whatever its role: what comes before and after the loop's own part. */
import { defined } from "./json.ts";
import type { Outcome } from "../bus/mod.ts";
import { type KubeObject, type ObjectRef, refOf } from "../contract/mod.ts";
import { conclude, concludeFailure, type Ended } from "./conclude.ts";
import type { Loops, Work } from "./context.ts";
import { type Controlled, controllerOf } from "./kinds.ts";
import { Pass } from "./pass.ts";
import { requestOf, suspended } from "./profile.ts";

/** The part of a run that differs between roles. */
export interface Loop {
  reconcile(work: Work): Promise<Ended>;
  /** Cleans up after an object that is being deleted; it goes when this answers `released`. */
  remove?(work: Work): Promise<Ended>;
}

export interface RunRequest {
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
  const asked = requestOf(pass.object);
  if (asked !== undefined) pass.set("/lastHandledReconcileAt", asked);
  if (!pass.isHeld) await pass.write();
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
      return { kind: "stalled" };
    }
    return conclude(pass, await loop.reconcile(work));
  } catch (error) {
    if (pass.signal.aborted) return { kind: "failed", error };
    return concludeFailure(pass, error);
  }
}

async function finalize(work: Work, loop: Loop): Promise<Outcome> {
  const { pass } = work;
  const { finalizer } = pass.kind.profile;
  const held = pass.object.metadata.finalizers ?? [];
  if (finalizer !== undefined && !held.includes(finalizer)) return { kind: "gone" };
  const idle = suspended(pass.object, pass.kind.profile) || loop.remove === undefined;
  const ended: Ended = idle ? { kind: "released" } : await loop.remove!(work);
  if (ended.kind !== "released") return conclude(pass, ended);
  if (finalizer !== undefined) await setFinalizers(pass, held.filter((one) => one !== finalizer));
  return { kind: "gone" };
}

async function addFinalizer(pass: Pass, finalizer: string): Promise<void> {
  const held = pass.object.metadata.finalizers ?? [];
  if (!held.includes(finalizer)) pass.replaced(await setFinalizers(pass, [...held, finalizer]));
}

function setFinalizers(pass: Pass, finalizers: readonly string[]): Promise<KubeObject> {
  const { resourceVersion } = pass.object.metadata;
  return pass.kernel.cluster.patch(refOf(pass.object), { metadata: { finalizers } }, {
    manager: controllerOf(pass.kind),
    ...defined({ resourceVersion }),
  });
}

function forget(loops: Loops, ref: ObjectRef): Outcome {
  loops.references.keep(ref, []);
  loops.deliveries.forget(ref);
  loops.tags.forget(ref);
  return { kind: "gone" };
}
