/** Health by expressions of the object's spec, else by the rules of kstatus: a whole batch at once. */
import {
  at,
  type Data,
  type Health as HealthPlugin,
  type HealthItem,
  type KubeObject,
  plugin,
} from "contract";
import { judgeByExpressions } from "../lib/health_exprs/mod.ts";
import { podsOf, withPods } from "./pods.ts";
import { rules } from "./rules.ts";
import { byReady, current, generic, groupKind, type Health, unobserved } from "./status.ts";

/** As many needs as one answer may have. */
const mostNeeds = 1024;

const health: HealthPlugin = {
  judge({ items, exprs, answers }) {
    const verdicts = items.map((item) => judge(item, exprs));
    const needs = items.flatMap((item, i) => podsOf(item, verdicts[i]!, i) ?? []).slice(
      0,
      mostNeeds,
    );
    if (answers.length === 0 && needs.length > 0) return { needs };
    const found = new Map(answers.map((answer) => [answer.id, answer]));
    return {
      verdicts: verdicts.map((verdict, index) => ({
        index,
        ...withPods(verdict, found.get(String(index))),
      })),
    };
  },
};

function judge({ live, wanted }: HealthItem, exprs: readonly Data[] | undefined): Health {
  if (!live) {
    return isOver(wanted) ? current : { status: "notFound", message: "Resource not found" };
  }
  const custom = exprs && judgeByExpressions(exprs, live);
  if (custom) return unobserved(live) ?? custom;
  return generic(live) ?? rules[groupKind(live)]?.(live) ?? byReady(live);
}

/** A Job that goes by itself once it has finished is missed by nobody. */
function isOver(wanted: KubeObject | undefined): boolean {
  return wanted !== undefined && groupKind(wanted) === "Job.batch" &&
    at(wanted, "/spec/ttlSecondsAfterFinished") !== undefined;
}

export default plugin("health", () => health);
