import { type Data, groupOf, type HealthStatus, type KubeObject, terminal } from "contract";
import { compileCel, type Program } from "../cel/mod.ts";

/** The expressions of one kind, in the order in which they are asked. */
interface Expressions {
  readonly group: string;
  /** Empty: all kinds of the group. */
  readonly kind: string;
  readonly programs: readonly (readonly [status: HealthStatus, program: Program])[];
}

const order: readonly (readonly [key: string, status: HealthStatus])[] = [
  ["inProgress", "inProgress"],
  ["failed", "failed"],
  ["current", "current"],
];

/** Throws a terminal failure where `spec.healthCheckExprs` cannot be asked. */
export function checkExpressions(exprs: unknown): void {
  compiled(exprs);
}

/**
 * How a kind's own expressions find an object: the first that is true; in progress where none is, and unknown where one fails.
 * Nothing for kinds that none speaks of.
 */
export function judgeByExpressions(
  exprs: unknown,
  live: KubeObject,
): { readonly status: HealthStatus; readonly message: string } | undefined {
  const group = groupOf(live.apiVersion);
  const mine = compiled(exprs).filter((one) => one.group === group);
  const found = mine.find(({ kind }) => kind === live.kind) ?? mine.find(({ kind }) => kind === "");
  if (!found) return undefined;
  const variables = withIntegers(live) as Data;
  try {
    const status = found.programs.find(([, program]) => program({ ...variables }) === true)?.[0];
    return { status: status ?? "inProgress", message: "" };
  } catch (error) {
    return { status: "unknown", message: said(error) };
  }
}

function compiled(exprs: unknown): readonly Expressions[] {
  if (!Array.isArray(exprs)) return [];
  const seen = new Set<string>();
  return exprs.map((one: Data, i) => {
    const group = groupOf(String(one["apiVersion"] ?? "")), kind = String(one["kind"] ?? "");
    const fail = (why: string) =>
      terminal(
        "InvalidCELExpression",
        `failed to create custom status evaluator for healthchecks[${i}]: ${why}`,
      );
    if (seen.size === seen.add(`${group}/${kind}`).size) {
      throw fail(`duplicate custom status evaluator for GroupKind '${kind}.${group}'`);
    }
    return { group, kind, programs: programsOf(one, fail) };
  });
}

function programsOf(one: Data, fail: (why: string) => Error): Expressions["programs"] {
  return order.flatMap(([key, status]) => {
    const text = one[key];
    if (typeof text !== "string" || text === "") return [];
    try {
      return [[status, compileCel(text)] as const];
    } catch (error) {
      const name = key[0]!.toUpperCase() + key.slice(1);
      const why = `failed to parse the CEL expression '${text}': ${said(error)}`;
      throw fail(`failed to parse the expression ${name}: ${why}`);
    }
  });
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whole numbers of JSON are ints to CEL. */
function withIntegers(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(withIntegers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIntegers(one)]));
}
