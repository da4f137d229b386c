/** The `wait` steps of a plan: looked at, judged by the health chain, and never waited on. */
import {
  flatten,
  groupOf,
  type HealthItem,
  type HealthStatus,
  type ItemResult,
  type ObjectRef,
  refOf,
  type Step,
  type StepOf,
  type StepResult,
} from "../../contract/mod.ts";
import { call, named } from "../call.ts";
import type { Work } from "../context.ts";
import { defined } from "../json.ts";
import { nameOf, sayRef } from "../kinds.ts";
import type { Followed } from "../ports.ts";
import { printed } from "../tables/health_words.ts";
import type { Delivery } from "./delivery.ts";
import { inRounds } from "./needs.ts";
import { timeoutOf } from "../profile.ts";

/** While others are waited for, what is current is looked at no more often. */
const currentForMs = 5000;

/** How one object is. */
interface Verdict {
  readonly status: HealthStatus;
  readonly message?: string;
}

/** The same, and the version of the object that it was said of. */
interface Looked extends Verdict {
  readonly seen?: string;
}

/**
 * Puts the result of each wait of the group that is over into `results`; answers the objects that others wait for, which may be
 * none where none of them can be read, and nothing where no wait is left.
 */
export async function checkWaits(
  work: Work,
  delivery: Delivery,
  group: readonly Step[],
  results: (StepResult | undefined)[],
): Promise<readonly Followed[] | undefined> {
  const open: Followed[] = [];
  let isOpen = false;
  delivery.round.unsure = false;
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
    isOpen = true;
    if (verdicts.some(({ status }) => status === "unknown")) delivery.round.unsure = true;
    open.push(...step.refs.flatMap((ref, at) => {
      const { status, seen } = verdicts[at]!;
      const isUnread = status === "unknown" && seen === undefined;
      return status === "current" || isUnread ? [] : [{ ref, ...defined({ seen }) }];
    }));
  }
  return isOpen ? open : undefined;
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
  const late = now >= end;
  const failed = verdicts.some(({ status }) => status === "failed");
  const settled = verdicts.every(({ status }) => status === "current" || status === "failed");
  const hopeless = settled || (step.failFast === true && failed);
  if (!hopeless && !late) return undefined;
  const listed = step.refs.flatMap((ref, i) => {
    const { status, message } = verdicts[i]!;
    if (status === "current" || (hopeless && status !== "failed")) return [];
    const why = status === "unknown" && message ? `: ${message}` : "";
    return `${sayRef(ref)} status: '${printed[status]}'${why}`;
  });
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
  if (step.until !== "deleted") await checkNamespaces(work, delivery, step.refs);
  const now = work.loops.kernel.clock.monotonic(), { current } = delivery.round;
  const isFresh = (ref: ObjectRef) => now - (current.get(nameOf(ref)) ?? -Infinity) < currentForMs;
  const left = step.refs.filter((ref) => !isFresh(ref));
  const looks = await lookAtAll(work, delivery, step, left);
  const found = new Map(left.map((ref, i) => [ref, looks[i]!]));
  for (const [ref, { status }] of found) if (status === "current") current.set(nameOf(ref), now);
  return step.refs.map((ref) => found.get(ref) ?? { status: "current" });
}

async function lookAtAll(
  work: Work,
  delivery: Delivery,
  step: StepOf<"wait">,
  refs: readonly ObjectRef[],
): Promise<readonly Looked[]> {
  const looks = await Promise.all(refs.map((ref) => lookAt(work, delivery, step.until, ref)));
  const items = looks.map(({ item }) => item);
  const verdicts = step.until === "deleted"
    ? items.map(({ live }): Verdict => ({ status: live ? "terminating" : "current" }))
    : await chain(work, delivery, step, items);
  looks.forEach(({ unread }, i) => {
    if (unread !== undefined) verdicts[i] = { status: "unknown", message: unread };
  });
  return verdicts.map((verdict, i) => ({
    ...verdict,
    ...defined({ seen: items[i]!.live?.metadata.resourceVersion }),
  }));
}

/** One object for its judges, or why it could not be read: that says nothing of its health. */
async function lookAt(
  { loops: { kernel: { cluster } }, pass: { signal } }: Work,
  { identity, set, round }: Delivery,
  until: StepOf<"wait">["until"],
  object: ObjectRef,
): Promise<{ readonly item: HealthItem; readonly unread?: string }> {
  try {
    const name = nameOf(object), applied = round.applied.get(name);
    round.applied.delete(name);
    const kept = until === "deleted" ? undefined : applied;
    const live = kept ?? await cluster.get(object, identity);
    if (live) return { item: { object, live } };
    const wanted = set.find((one) => nameOf(refOf(one)) === nameOf(object));
    const item = { object, ...defined({ wanted }) };
    const isKnown = await cluster.namespaced(object, identity) !== undefined;
    if (isKnown || until === "deleted") return { item };
    const { kind, apiVersion } = object;
    return { item, unread: `no matches for kind "${kind}" in group "${groupOf(apiVersion)}"` };
  } catch (error) {
    signal.throwIfAborted();
    return { item: { object }, unread: flatten(error).message };
  }
}

/** Each judge of the chain gets what the ones before passed over; what all pass over is unknown, what is absent not found. */
async function chain(
  work: Work,
  delivery: Delivery,
  step: StepOf<"wait">,
  items: readonly HealthItem[],
): Promise<Verdict[]> {
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
    // What else was looked at may change without a change of the objects themselves.
    if (answers.length > 0) delivery.round.unsure = true;
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
