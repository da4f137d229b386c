/** The end of a run, as Flux's clients see it: conditions, an event, and when it runs next. */
import { defined } from "./json.ts";
import type { Outcome } from "../bus/mod.ts";
import { type Condition, type Data, Failure, flatten, type Notice } from "../contract/mod.ts";
import { conditionsOf, summary } from "./conditions.ts";
import type { Pass } from "./pass.ts";
import { durationOf } from "./profile.ts";

/** All is as the object says. Without a time it is left alone until something changes. */
interface Ready {
  readonly kind: "ready";
  readonly reason: string;
  readonly message: string;
  readonly againInMs: number | undefined;
}

/** How a loop's own part of a run ended, where it did not fail. */
export type Ended =
  | Ready
  /** Work goes on without a worker, or, without a time, there is none: nothing is said. */
  | { readonly kind: "held"; readonly againInMs?: number };

/** A run that came to its end, and comes again at the profile's interval. */
export function ready({ object, kind }: Pass, message: string, reason = "Succeeded"): Ready {
  return { kind: "ready", reason, message, againInMs: durationOf(object, kind.profile.interval) };
}

/** Of an object that is left as it is, the generation counts as seen where it is ready. */
export function observe(pass: Pass): void {
  if (pass.isReady) pass.set("/observedGeneration", pass.generation);
}

/** Said of a call that no process answered. */
const unavailable = "PluginUnavailable";

/** Sets the conditions of a run that ended, and says when the object is looked at again. */
export function conclude(pass: Pass, ended: Ended): Outcome {
  if (ended.kind === "held") {
    pass.hold();
    const { againInMs } = ended;
    return againInMs === undefined ? { kind: "stalled" } : { kind: "waiting", againInMs };
  }
  const { reason, message, againInMs } = ended;
  if (!pass.said.has("Ready")) {
    const summed = summary(pass.conditions, pass.kind.profile.conditions ?? {});
    pass.condition(summed ?? { type: "Ready", status: "True", reason, message });
  }
  pass.set("/observedGeneration", pass.generation);
  // A plan that came to its end may still say that nothing more is tried.
  const stalled = againInMs === undefined || pass.said.has("Stalled");
  return stalled ? { kind: "stalled" } : { kind: "done", againInMs };
}

/** The same for a run that failed. */
export function concludeFailure(pass: Pass, error: unknown): Outcome {
  if (error instanceof Failure && unsaid.has(error)) {
    pass.quiet();
    return conclude(pass, { kind: "held", ...defined({ againInMs: error.retryAfterMs }) });
  }
  const failure = flatten(error, "ReconciliationFailed");
  const { code, reason, message } = failure;
  const status = reason === unavailable ? "Unknown" : "False";
  if (!pass.said.has("Ready") || pass.isReady) {
    pass.condition({ type: "Ready", status, reason, message });
  }
  for (const condition of stateOf(pass, failure)) pass.condition(condition);
  if (code === "terminal") pass.set("/observedGeneration", pass.generation);
  if (!(error instanceof Failure && silent.has(error))) pass.event(noticeOf(pass, failure));
  return outcomeOf(pass, failure);
}

const silent = new WeakSet<object>(), unsaid = new WeakSet<object>();

/** A failure that shows nowhere, as it will be over in a moment. */
export function unsaidly(failure: Failure): Failure {
  unsaid.add(failure);
  return failure;
}

/** A failure of which no event is told, as of a source that does not exist yet. */
export function quietly(failure: Failure): Failure {
  silent.add(failure);
  return failure;
}

const retried = "ProgressingWithRetry";

function stateOf(
  pass: Pass,
  { code, reason, message }: ReturnType<typeof flatten>,
): readonly Condition[] {
  if (code === "waiting") return heldUp(pass);
  if (code === "terminal") return [{ type: "Stalled", status: "True", reason, message }];
  const { phase = "Reconciliation in progress" } = pass;
  return [{ type: "Reconciling", status: "True", reason: retried, message: phase }];
}

/** A delivery that was not begun leaves what stands of the one before: it is still not over. */
export function heldUp({ kind: { role, profile }, object }: Pass): readonly Condition[] {
  if (role !== "delivery" || profile.renders === true) return [];
  return conditionsOf(object["status"] as Data | undefined).flatMap((one): Condition[] => {
    const { type, status, message } = one;
    if (type === "Reconciling") return [{ type, status, reason: retried, message }];
    return type === "Stalled" ? [one] : [];
  });
}

/** What a source waits for is told to the cluster alone. */
function noticeOf(pass: Pass, { code, reason, message }: ReturnType<typeof flatten>): Notice {
  if (code !== "waiting") return { type: "Warning", severity: "error", reason, message };
  const severity = pass.kind.role === "source" ? "trace" : "info";
  return { type: "Normal", severity, reason, message };
}

function outcomeOf(
  pass: Pass,
  { code, retryAfterMs, message }: ReturnType<typeof flatten>,
): Outcome {
  if (code === "terminal") return { kind: "stalled" };
  if (code === "waiting") {
    const againInMs = retryAfterMs ?? pass.kernel.settings.requeueDependencyMs;
    return { kind: "waiting", againInMs };
  }
  // A kind with an interval for retries keeps it, without backoff; where it is not set, the interval counts. A deletion has none.
  const { object, kind: { profile: { retryInterval, interval } } } = pass;
  const own = retryInterval === undefined || object.metadata.deletionTimestamp !== undefined
    ? undefined
    : durationOf(object, retryInterval) ?? durationOf(object, interval);
  return { kind: "failed", error: message, ...defined({ retryAfterMs: retryAfterMs ?? own }) };
}
