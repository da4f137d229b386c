import { compileCel } from "../../lib/cel/mod.ts";
import { isTree, type Tree } from "../json/tree.ts";

/** JSON as CEL sees it without a schema: whole numbers are integers. */
export function celJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celJson);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, celJson(item)]));
}

/** The variables of expressions about a review's request. */
export function celVariables(request: Tree): Record<string, unknown> {
  return {
    request: celJson(request),
    object: celJson(request.object ?? null),
    oldObject: celJson(request.oldObject ?? null),
  };
}

/** Whether all match conditions hold. Throws an Error where one cannot be evaluated. */
export function conditionsHold(conditions: readonly Tree[], request: Tree): boolean {
  if (conditions.length === 0) return true;
  const variables = celVariables(request);
  return conditions.every(({ expression }) => compileCel(String(expression))(variables) === true);
}
