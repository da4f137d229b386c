import { type Data, groupOf, type HealthStatus, type KubeObject, terminal } from "contract";
import { checkCel, compileCel, type Program } from "../cel/mod.ts";

/** The expressions of one kind, in the order in which they are asked. */
interface Expressions {
  readonly group: string;
  /** Empty: all kinds of the group. */
  readonly kind: string;
  readonly programs: readonly (readonly [status: Key, program: Asked])[];
}

type Key = Extract<HealthStatus, "inProgress" | "failed" | "current">;

interface Asked {
  readonly text: string;
  readonly run: Program;
}

/** The first that cannot be parsed is told of; the first that is true is the status (fluxcd/pkg runtime/cel, RFC 0009). */
const parseOrder: readonly Key[] = ["current", "failed", "inProgress"];
const askOrder: readonly Key[] = ["inProgress", "failed", "current"];

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
  for (const [status, { text, run }] of found.programs) {
    const fail = (why: string) => ({ status: "unknown", message: why }) as const;
    try {
      const answer = run({ ...variables });
      if (answer === true) return { status, message: "" };
      if (answer !== false) return fail(`failed to evaluate CEL expression as boolean: '${text}'`);
    } catch (error) {
      return fail(`failed to evaluate the CEL expression '${text}': ${said(error)}`);
    }
  }
  return { status: "inProgress", message: "" };
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
      const of = group === "" ? kind : `${kind}.${group}`;
      const why = `duplicate custom health check for GroupKind ${of} at healthchecks[${i}]`;
      throw terminal("InvalidCELExpression", why);
    }
    if (!one["current"]) throw fail("expression Current not specified");
    const parsed = new Map(parseOrder.map((key) => [key, programOf(one, key, fail)]));
    const programs = askOrder.flatMap((key) => {
      const program = parsed.get(key);
      return program ? [[key, program] as const] : [];
    });
    return { group, kind, programs };
  });
}

function programOf(one: Data, key: Key, fail: (why: string) => Error): Asked | undefined {
  const text = one[key];
  if (typeof text !== "string" || text === "") return undefined;
  try {
    return { text, run: compileCel(text) };
  } catch (error) {
    const name = key[0]!.toUpperCase() + key.slice(1);
    const [worded = said(error)] = checkCel(text, {}).errors;
    const why = `failed to parse the CEL expression '${text}': ${worded}`;
    throw fail(`failed to parse the expression ${name}: ${why}`);
  }
}

/** What went wrong, in one line and in cel-go's words. */
function said(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replace(/^Unknown variable:/, "no such attribute(s):")
    .replace(/^No such/, "no such");
}

/** Whole numbers of JSON are ints to CEL. */
function withIntegers(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(withIntegers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIntegers(one)]));
}
