import type { HealthItem, HealthStatus, ItemResult, ObjectRef, StepOf, StepResult } from "contract";
import type { StepContext } from "./step_context.ts";

/** How one object is. */
export interface Verdict {
  readonly status: HealthStatus;
  readonly message?: string;
}

/** Judges objects as they are now, one verdict for each; never waits. Not asked for `until: deleted`. */
export type Judge = (
  items: readonly HealthItem[],
  step: StepOf<"wait">,
) => Promise<readonly Verdict[]> | readonly Verdict[];

const pollMs = 1_000;
const defaultSeconds = 300;

/** Waits until every object is as asked, one has failed (with `failFast`), or the time is over. */
export async function waitFor(step: StepOf<"wait">, context: StepContext): Promise<StepResult> {
  const { clock, client, signal } = context;
  const seconds = step.timeoutSeconds ?? defaultSeconds;
  const end = clock.now() + seconds * 1000;
  for (;;) {
    const verdicts = await look(step, context);
    const open = verdicts.filter(({ status }) => status !== "current");
    if (open.length === 0) {
      if (step.until === "established") client.discovery.invalidate();
      return { status: "done", items: verdicts.map(() => ({ status: "waited" })) };
    }
    const rest = end - clock.now();
    const failed = step.failFast === true && open.some(({ status }) => status === "failed");
    if (failed || rest <= 0) {
      return { status: "failed", items: verdicts.map(itemOf(failed, seconds)) };
    }
    const pending = step.refs.filter((_, i) => verdicts[i]?.status !== "current");
    await pause(Math.min(pollMs, rest), pending, context);
    signal?.throwIfAborted();
  }
}

async function look(step: StepOf<"wait">, context: StepContext): Promise<readonly Verdict[]> {
  const { client, limiter, signal, judge } = context;
  const metadataOnly = step.until === "deleted";
  const items = await Promise.all(step.refs.map(async (object): Promise<HealthItem> => {
    const live = await limiter(() =>
      client.find(object, { metadataOnly, ...(signal && { signal }) })
    );
    return live === undefined ? { object } : { object, live };
  }));
  return step.until === "deleted" ? items.map(goneVerdict) : await judge(items, step);
}

/** Uses the words of health: for a deletion, gone is current. */
function goneVerdict({ live }: HealthItem): Verdict {
  return live === undefined ? { status: "current" } : { status: "terminating" };
}

function itemOf(failed: boolean, seconds: number): (verdict: Verdict) => ItemResult {
  return ({ status, message }) => {
    if (status === "current") return { status: "waited" };
    const state = message === undefined ? status : `${status}: ${message}`;
    const reason = failed && status === "failed" ? "Failed" : failed ? "Cancelled" : "Timeout";
    const text = reason === "Timeout" ? `not there after ${seconds} s, ${state}` : state;
    return { status: "failed", error: { reason, message: text } };
  };
}

/** Until something may have changed; `ms` at the most. */
async function pause(ms: number, refs: readonly ObjectRef[], context: StepContext): Promise<void> {
  const ended = new AbortController();
  const signal = context.signal ? AbortSignal.any([context.signal, ended.signal]) : ended.signal;
  const wait = context.clock.wait(ms, signal);
  const change = context.changed?.(refs, signal) ?? new Promise<void>(() => {});
  await Promise.race([wait, change]).catch(() => {});
  ended.abort();
  await wait.catch(() => {});
}
