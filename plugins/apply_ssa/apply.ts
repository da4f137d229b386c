import {
  at,
  Failure,
  type ItemResult,
  type Next,
  type Prepared,
  type Subject,
  terminal,
} from "contract";
import { checkExpressions } from "../lib/health_exprs/mod.ts";
import { rules } from "./marks.ts";
import { ordered, stages } from "./order.ts";
import { finished } from "./health.ts";
import { look } from "./prune.ts";
import { progressing, sayChanges, sayError } from "./say.ts";
import { plan, type Round, type Steps } from "./state.ts";

const stageSeconds = 60;

/** As Flux says it where this feature is off, which is how it comes. */
const needsIdentity = "to use spec.decryption.serviceAccountName for decryption authentication " +
  "please enable the ObjectLevelWorkloadIdentity feature gate in the controller";

/** Says of a spec, before anything is fetched, that it can never work. */
export function prepare({ spec }: Subject): Prepared {
  try {
    checkExpressions(spec["healthCheckExprs"]);
  } catch (error) {
    const why = error instanceof Failure ? error.message : String(error);
    throw terminal(
      "InvalidCELExpression",
      `Reconciliation failed terminally due to configuration error: ${why}`,
    );
  }
  const account = at(spec, "/decryption/serviceAccountName");
  if (account !== undefined && account !== "") {
    throw terminal("FeatureGateDisabled", needsIdentity);
  }
  return { children: [], inputs: [] };
}

/** The first round: every stage, each of them whole or not at all; the next one when it has settled. */
export function applySteps(round: Round): Next {
  const { set, spec, purpose, drifted } = round;
  const checked = {
    ...rules,
    ...(spec["force"] === true && { recreate: true as const }),
    ...(Array.isArray(spec["ignore"]) && { ignore: spec["ignore"] }),
  };
  const wanted = purpose === "drift" ? new Set(drifted) : undefined;
  const steps = stages(set).flatMap(({ targets, settles }): Steps[] => {
    const chosen = targets.filter((i) => wanted?.has(i) ?? true);
    if (chosen.length === 0) return [];
    const apply: Steps[number] = { do: "apply", targets: chosen, force: true, checked };
    const refs = chosen.map((i) => set[i]!.ref);
    const wait = { do: "wait", refs, until: "current", timeoutSeconds: stageSeconds } as const;
    return settles && !wanted ? [[apply], [wait]] : [[apply]];
  });
  return steps.length === 0 ? look(round, false) : plan(steps, { at: "applied" });
}

/** What the stages came to: a failure with what was done before it, or the next part of the plan. */
export function applied(round: Round): Next {
  const { set, purpose, drifted = [] } = round;
  const tried = purpose === "drift" ? new Set(drifted) : undefined;
  const order = ordered(set).filter((i) => tried?.has(i) ?? true);
  const results = round.results.flat(), items = itemsInOrder(round);
  const refs = order.map((i) => set[i]!.ref);
  const lines = sayChanges(refs, items, (status) => ["created", "configured"].includes(status));
  const at = items.findIndex(({ status }) => status === "failed");
  const late = results.find(({ status, error }) => status === "failed" && error)?.error;
  if (at >= 0 || late) {
    const why = at >= 0 ? sayError(refs[at]!, items[at]!.error!) : late!.message;
    const message = `${why}\n${lines.map((line) => `${line}\n`).join("")}`;
    return { done: true, failure: { reason: "ReconciliationFailed", message } };
  }
  const events = lines.length > 0 ? [progressing(lines.join("\n"))] : [];
  const next = purpose === "drift" ? finished(round) : look(round, lines.length > 0, items);
  return { ...next, report: { ...next.report, events: [...events, ...next.report?.events ?? []] } };
}

/** The results of all apply steps; a wait between two stages has items too, which are not objects of the set. */
function itemsInOrder({ set, results, purpose, drifted = [] }: Round): ItemResult[] {
  const wanted = purpose === "drift" ? new Set(drifted) : undefined;
  const widths = stages(set).flatMap(({ targets, settles }) => {
    const size = targets.filter((i) => wanted?.has(i) ?? true).length;
    return size === 0 ? [] : settles && !wanted ? [size, 0] : [size];
  });
  return widths.flatMap((size, i): ItemResult[] => {
    const items = results[i]?.[0]?.items ?? [];
    return Array.from({ length: size }, (_, at) => items[at] ?? { status: "notTried" });
  });
}
