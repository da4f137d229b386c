/** Health by the rules of kstatus: a whole batch at once, from nothing but the live objects. */
import { type Health as HealthPlugin, type HealthItem, plugin } from "contract";
import { rules } from "./rules.ts";
import { byReady, generic, groupKind, type Health } from "./status.ts";

const health: HealthPlugin = {
  judge: ({ items }) => ({ verdicts: items.map((item, index) => ({ index, ...judge(item) })) }),
};

function judge({ live }: HealthItem): Health {
  if (!live) return { status: "notFound", message: "Resource not found" };
  return generic(live) ?? rules[groupKind(live)]?.(live) ?? byReady(live);
}

export default plugin("health", () => health);
