/** Expressions of the Common Expression Language, as they stand in objects. */
import { type ASTNode, Environment, serialize } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { terminal } from "../contract/mod.ts";
import { isMap } from "./json.ts";

/** Answers what an expression says of the values of its variables. */
type Predicate = (values: Readonly<Record<string, unknown>>) => boolean;

/** Stands in for `matches`, whose own form would run a pattern of an object on a backtracking engine. */
const linear = "linearMatches";

/**
 * Compiles an expression that has to be a bool. Throws a terminal `InvalidCELExpression` where it cannot be parsed or may be
 * something else; the predicate throws where the values lack what it looks at.
 */
export function predicate(text: string, variables: readonly string[]): Predicate {
  const environment = environmentOf(variables);
  const fail = (why: string) =>
    terminal("InvalidCELExpression", `failed to parse the CEL expression '${text}': ${why}`);
  let checked: string;
  try {
    const { ast } = environment.parse(text);
    checked = serialize(withLinearMatches(ast));
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  const { valid, type, error } = environment.check(checked);
  if (!valid) throw fail(error?.message ?? "it is not valid");
  if (type !== "bool") {
    const said = `CEL expression output type mismatch: expected bool, got ${type}`;
    throw terminal("InvalidCELExpression", said);
  }
  const run = environment.parse(checked);
  return (values) => run(withIntegers(values) as Record<string, unknown>) === true;
}

function environmentOf(variables: readonly string[]): Environment {
  const environment = new Environment();
  for (const name of variables) environment.registerVariable(name, "dyn");
  const match = (value: string, pattern: string) => RE2JS.compile(pattern).matcher(value).find();
  return environment.registerFunction(`string.${linear}(string): bool`, match);
}

/** The same expression with every `matches` renamed; as a function of two arguments it is refused. */
function withLinearMatches(node: ASTNode): ASTNode {
  const args = node.args as unknown;
  if (node.op === "rcall" && Array.isArray(args) && args[0] === "matches") args[0] = linear;
  if (node.op === "call" && Array.isArray(args) && args[0] === "matches") {
    throw new Error("write value.matches(pattern)");
  }
  visit(args);
  return node;
}

function visit(value: unknown): void {
  if (Array.isArray(value)) value.forEach(visit);
  else if (isMap(value) && "op" in value) withLinearMatches(value as unknown as ASTNode);
}

/** Whole numbers of JSON are ints to CEL. */
function withIntegers(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(withIntegers);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIntegers(one)]));
}
