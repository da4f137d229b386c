import { groupOf, type ItemResult, type Next, type Notice, type ObjectRef } from "contract";
import { awaitHealth, finished } from "./health.ts";
import { prunable } from "./marks.ts";
import { compare } from "./order.ts";
import { progressing, sayChanges, sayRef } from "./say.ts";
import { itemsOf, plan, type Round, type State, type Verdict } from "./state.ts";

/** Looks at what is to be removed; where there is nothing, goes on. */
export function look(round: Round, changed: boolean, applied: readonly ItemResult[] = []): Next {
  const skipped = applied.flatMap(({ status }, i) => status === "skipped" ? [i] : []);
  const stale = [...staleOf(round)].sort((a, b) => compare(b, a));
  if (stale.length === 0) return after(round, changed, skipped);
  return plan([[{ do: "get", refs: stale, ignoreNotFound: true }]], {
    at: "looked",
    stale,
    changed,
    skipped,
  });
}

/** What the inventory holds and the set does not; all of it for an object that is deleted, unless its policy keeps it. */
function staleOf({ purpose, set, inventory, spec }: Round): readonly ObjectRef[] {
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
  return JSON.stringify([groupOf(apiVersion), kind, namespace, name]);
}

/** Deletes what may be; what is gone already counts as deleted. */
export function looked(round: Round, state: Extract<State, { at: "looked" }>): Next {
  const items = itemsOf(round);
  const verdicts = state.stale.map((_, i): Verdict => {
    const { status, live, error } = items[i] ?? {};
    if (status === "missing") return "deleted";
    if (!live) return { unread: error?.message ?? "there was no answer" };
    return prunable(live, round.object) ? "deleting" : "skipped";
  });
  const refs = state.stale.filter((_, i) => verdicts[i] === "deleting");
  const next = { ...state, at: "pruned" as const, verdicts };
  if (refs.length === 0) return pruned(round, next);
  return plan([[{ do: "delete", refs, ignoreNotFound: true, propagation: "Background" }]], next);
}

/** Tells of what was removed; a failure keeps what is left in the inventory, or keeps the owner. */
export function pruned(round: Round, state: Extract<State, { at: "pruned" }>): Next {
  const { stale } = state;
  const ends = endsOf(round, state);
  const lines = sayChanges(stale, ends, (status) => status === "deleted" || status === "skipped");
  const failed = stale.filter((_, i) => ends[i]!.status === "failed");
  const errors = ends.flatMap(({ error }, i) =>
    error ? [`${sayRef(stale[i]!)} ${error.reason} failed: ${error.message};`] : []
  );
  const why = `delete failed, errors: ${errors.join("")}`;
  if (round.purpose !== "delete") return wentOn(round, state, { lines, failed, why });
  const refs = stale.filter((_, i) => ends[i]!.status === "deleted");
  return failed.length > 0 ? stuck(round, why) : removed(round, { refs, lines });
}

/** What became of each stale object; the reason of a failure is what was tried. */
function endsOf(
  round: Round,
  { stale, verdicts }: Extract<State, { at: "pruned" }>,
): readonly ItemResult[] {
  const items = verdicts.includes("deleting") ? [...itemsOf(round)] : [];
  return stale.map((_, i): ItemResult => {
    const verdict = verdicts[i]!;
    if (typeof verdict === "object") {
      return { status: "failed", error: { reason: "query", message: verdict.unread } };
    }
    if (verdict !== "deleting") return { status: verdict };
    const { status = "failed", error } = items.shift() ?? {};
    if (status === "deleted" || status === "missing") return { status: "deleted" };
    const message = error?.message ?? "it was not tried";
    return { status: "failed", error: { reason: "delete", message } };
  });
}

function wentOn(
  round: Round,
  { changed, skipped }: Extract<State, { at: "pruned" }>,
  { lines, failed, why }: Pick<Removed, "lines"> & {
    readonly failed: readonly ObjectRef[];
    readonly why: string;
  },
): Next {
  if (failed.length > 0) {
    return {
      ...finished(round),
      kept: [...failed],
      failure: { reason: "PruneFailed", message: why },
    };
  }
  const events = lines.length > 0 ? [progressing(lines.join("\n"))] : [];
  const next = after(round, changed || lines.length > 0, skipped);
  return { ...next, report: { ...next.report, events: [...events, ...next.report?.events ?? []] } };
}

function after(round: Round, changed: boolean, skipped: readonly number[]): Next {
  return round.purpose === "delete" ? { done: true } : awaitHealth(round, changed, skipped);
}

interface Removed {
  readonly refs: readonly ObjectRef[];
  readonly lines: readonly string[];
}

/** Of the owner's conditions none changes: it is on its way out, and stays so. */
function stuck({ object }: Round, why: string): Next {
  const message = `pruning for deleted resource failed: ${why}`;
  const reason = readyReason(object) ?? "error";
  const event: Notice = { type: "Warning", severity: "error", reason, message };
  return {
    done: true,
    failure: { reason: "PruneFailed", message: why },
    report: { events: [event] },
  };
}

/** The reason of an event about a deleted object is that of its condition Ready. */
function removed({ object, spec }: Round, { refs, lines }: Removed): Next {
  const reason = readyReason(object) ?? "info";
  const report = lines.length > 0
    ? { events: [{ ...progressing(lines.join("\n")), reason }] }
    : undefined;
  if (spec["deletionPolicy"] !== "WaitForTermination" || refs.length === 0) {
    return { done: true, ...(report && { report }) };
  }
  return plan([[{ do: "wait", refs: [...refs], until: "deleted" }]], { at: "gone" }, report);
}

/** The wait for what was deleted: late objects are told of, and hold nothing up. */
export function remove({ object, results }: Round): Next {
  if (results.flat().every(({ status }) => status === "done")) return { done: true };
  const message = "failed to wait for resources termination";
  const reason = readyReason(object) ?? "error";
  return {
    done: true,
    report: { events: [{ type: "Warning", severity: "error", reason, message }] },
  };
}

function readyReason(object: Round["object"]): string | undefined {
  const { conditions = [] } = (object["status"] ?? {}) as {
    conditions?: readonly { type: string; reason: string }[];
  };
  return conditions.find(({ type }) => type === "Ready")?.reason;
}
