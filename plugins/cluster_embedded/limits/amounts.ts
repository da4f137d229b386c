import { formatQuantity, parseQuantity, type Quantity } from "../types/quantity.ts";
import { compareQuantities } from "../types/quantity_compare.ts";
import { type Tree, treeAt, treesAt } from "../json/tree.ts";

/** Quantities by the name of a resource, in their canonical text. */
export type Amounts = Readonly<Record<string, string>>;

/** The strings among the values of an object. */
export function amountsAt(root: unknown, ...path: string[]): Amounts {
  return Object.fromEntries(
    Object.entries(treeAt(root, ...path)).map(([name, value]) => [name, String(value)]),
  );
}

function combined(a: string, b: string, sign: bigint): string {
  const x = parseQuantity(a), y = parseQuantity(b), scale = Math.min(x.scale, y.scale);
  const digits = x.digits * 10n ** BigInt(x.scale - scale) +
    sign * y.digits * 10n ** BigInt(y.scale - scale);
  // The form is that of the first, unless that is nothing.
  const { format }: Quantity = x.digits === 0n ? y : x;
  return formatQuantity({ digits, scale, format });
}

/** The sum of amounts by name. */
export function added(a: Amounts, b: Amounts): Amounts {
  const sum = { ...a };
  for (const [name, value] of Object.entries(b)) {
    sum[name] = sum[name] === undefined ? value : combined(sum[name]!, value, 1n);
  }
  return sum;
}

/** What the first has more than the second, nothing where it has less. */
export function excess(a: Amounts, b: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(a).map(([name, value]) => {
      const rest = combined(value, b[name] ?? "0", -1n);
      return [name, compareQuantities(rest, "0") < 0 ? "0" : rest];
    }),
  );
}

/** The larger of two amounts by name. */
function largest(a: Amounts, b: Amounts): Amounts {
  const most = { ...a };
  for (const [name, value] of Object.entries(b)) {
    if (most[name] === undefined || compareQuantities(value, most[name]!) > 0) most[name] = value;
  }
  return most;
}

/** What a Pod requests, or is limited to: its containers together, or the most of those that start it. */
export function podAmounts(pod: Tree, part: "requests" | "limits"): Amounts {
  let sum: Amounts = {}, sidecars: Amounts = {}, starting: Amounts = {};
  for (const container of treesAt(pod, "spec", "containers")) {
    sum = added(sum, amountsAt(container, "resources", part));
  }
  for (const container of treesAt(pod, "spec", "initContainers")) {
    const own = amountsAt(container, "resources", part);
    if (container.restartPolicy === "Always") {
      sum = added(sum, own);
      sidecars = added(sidecars, own);
      starting = largest(starting, sidecars);
    } else starting = largest(starting, added(own, sidecars));
  }
  return { ...largest(sum, starting), ...amountsAt(pod, "spec", "resources", part) };
}
