/** Health by expressions of the object's spec, else by the rules of kstatus: a whole batch at once, from the live objects alone. */
import { type Data, type Health as HealthPlugin, type HealthItem, plugin } from "contract";
import { judgeByExpressions } from "../lib/health_exprs/mod.ts";
import { rules } from "./rules.ts";
import { byReady, generic, groupKind, type Health, unseen } from "./status.ts";

const health: HealthPlugin = {
  judge: ({ items, exprs }) => ({
    verdicts: items.map((item, index) => ({ index, ...judge(item, exprs) })),
  }),
};

function judge({ live }: HealthItem, exprs: readonly Data[] | undefined): Health {
  if (!live) return { status: "notFound", message: "Resource not found" };
  const custom = exprs && judgeByExpressions(exprs, live);
  if (custom) return unseen(live) ?? custom;
  return generic(live) ?? rules[groupKind(live)]?.(live) ?? byReady(live);
}

export default plugin("health", () => health);
