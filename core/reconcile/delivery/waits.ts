/** The `wait` steps of a plan: looked at, judged by the health chain, and never waited on. */
import {
  flatten,
  groupOf,
  type HealthItem,
  type HealthStatus,
  type ItemResult,
  type ObjectRef,
  type Step,
  type StepOf,
  type StepResult,
} from "../../contract/mod.ts";
import { call, named } from "../call.ts";
import type { Work } from "../context.ts";
import { defined } from "../json.ts";
import { sayRef } from "../kinds.ts";
import type { Followed } from "../ports.ts";
import { printed } from "../tables/health_words.ts";
import type { Delivery } from "./delivery.ts";
import { inRounds } from "./needs.ts";
import { timeoutOf } from "../profile.ts";

/** How one object is. */
interface Verdict {
  readonly status: HealthStatus;
  readonly message?: string;
}

/** The same, and the version of the object that it was said of. */
interface Looked extends Verdict {
  readonly seen?: string;
}

/** Puts the result of each wait of the group that is over into `results`; answers the objects that others wait for. */
export async function checkWaits(
  work: Work,
  delivery: Delivery,
  group: readonly Step[],
  results: (StepResult | undefined)[],
): Promise<readonly Followed[]> {
  const open: Followed[] = [];
  for (const [i, step] of group.entries()) {
    if (step.do !== "wait" || results[i] !== undefined) continue;
    let verdicts: readonly Looked[];
    try {
      verdicts = await look(work, delivery, step);
    } catch (error) {
      const { reason, message } = flatten(error, "Failed");
      results[i] = { status: "failed", error: { reason, message } };
      continue;
    }
    results[i] = resultOf(work, delivery, step, verdicts);
    if (results[i] !== undefined) continue;
    open.push(...step.refs.flatMap((ref, at) => {
      const { status, seen } = verdicts[at]!;
      return status === "current" ? [] : [{ ref, ...defined({ seen }) }];
    }));
  }
  return open;
}

function resultOf(
  { loops, pass }: Work,
  { round: { deadlines } }: Delivery,
  step: StepOf<"wait">,
  verdicts: readonly Verdict[],
): StepResult | undefined {
  const items = verdicts.map(({ status, message = "" }): ItemResult =>
    status === "current"
      ? { status: "waited" }
      : { status: "failed", error: { reason: printed[status], message } }
  );
  if (verdicts.every(({ status }) => status === "current")) return { status: "done", items };
  const now = loops.kernel.clock.monotonic();
  const end = deadlines.get(step) ??
    now + 1000 * (step.timeoutSeconds ?? timeoutOf(pass.object, pass.kind.profile) / 1000);
  deadlines.set(step, end);
  const open = verdicts.filter(({ status }) => status !== "current");
  const hopeless = step.failFast === true && open.every(({ status }) => status === "failed");
  if (!hopeless && now < end) return undefined;
  const listed = step.refs.flatMap((ref, i) =>
    verdicts[i]!.status === "current"
      ? []
      : `${sayRef(ref)} status: '${printed[verdicts[i]!.status]}'`
  );
  const message = hopeless
    ? `failed early due to stalled resources: [${listed.join(", ")}]`
    : `timeout waiting for: [${listed.join(", ")}]`;
  return { status: "failed", items, error: { reason: hopeless ? "Failed" : "Timeout", message } };
}

/** Where an object is named without the namespace that its kind needs, no wait will find it. */
async function checkNamespaces(
  { loops }: Work,
  { identity }: Delivery,
  refs: readonly ObjectRef[],
): Promise<void> {
  for (const ref of refs.filter(({ namespace }) => namespace === undefined)) {
    if (await loops.kernel.cluster.namespaced(ref, identity) !== true) continue;
    const group = groupOf(ref.apiVersion);
    const kind = `${ref.kind}${group === "" ? "" : `.${group}`}`;
    throw new Error(`resource ${kind} ${ref.name} is namespace scoped, but namespace is not set`);
  }
}

async function look(
  work: Work,
  delivery: Delivery,
  step: StepOf<"wait">,
): Promise<readonly Looked[]> {
  const { cluster } = work.loops.kernel;
  if (step.until !== "deleted") await checkNamespaces(work, delivery, step.refs);
  const items = await Promise.all(step.refs.map(async (object): Promise<HealthItem> => {
    const live = await cluster.get(object, delivery.identity);
    return live ? { object, live } : { object };
  }));
  const verdicts = step.until === "deleted"
    ? items.map(({ live }): Verdict => ({ status: live ? "terminating" : "current" }))
    : await chain(work, delivery, step, items);
  return verdicts.map((verdict, i) => ({
    ...verdict,
    ...defined({ seen: items[i]!.live?.metadata.resourceVersion }),
  }));
}

/** Each judge of the chain gets what the ones before passed over; what all pass over is unknown, what is absent not found. */
async function chain(
  work: Work,
  delivery: Delivery,
  step: StepOf<"wait">,
  items: readonly HealthItem[],
): Promise<readonly Verdict[]> {
  const verdicts = new Map<HealthItem, Verdict>();
  for (const id of delivery.pipeline.health ?? []) {
    const left = items.filter((item) => !verdicts.has(item));
    if (left.length === 0) break;
    for (const { index, status, message } of await ask(work, delivery, id, { step, items: left })) {
      const item = left[index];
      if (item === undefined || status === "pass") continue;
      verdicts.set(item, message === undefined ? { status } : { status, message });
    }
  }
  return items.map((item) => verdicts.get(item) ?? { status: item.live ? "unknown" : "notFound" });
}

async function ask(
  work: Work,
  delivery: Delivery,
  id: string,
  { step, items }: { readonly step: StepOf<"wait">; readonly items: readonly HealthItem[] },
) {
  const installed = named(work.loops.kernel, id);
  const spec = work.pass.object["spec"] as Record<string, unknown> ?? {};
  const { verdicts } = await inRounds({ work, delivery, installed }, async (answers, state) => {
    const request = {
      spec,
      items,
      until: step.until,
      ...(step.exprs && { exprs: step.exprs }),
      answers,
      state,
    };
    await using answered = await call(work, installed, ["health", "judge"], request);
    return answered.answer;
  });
  return verdicts;
}
