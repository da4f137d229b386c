/** Expressions of the Common Expression Language, as they stand in objects. */
import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import { terminal } from "../contract/mod.ts";
import { extend } from "./expression_functions.ts";
import { linear } from "./tables/cel_functions.ts";
import { summed, worded } from "./expression_words.ts";
import { isMap } from "./json.ts";

/** Answers what an expression says of the values of its variables. */
type Predicate = (values: Readonly<Record<string, unknown>>) => boolean;

/**
 * Compiles an expression that has to be a bool. Throws a terminal `InvalidCELExpression`, in cel-go's words, where it cannot be
 * parsed or may be something else; the predicate throws where the values lack what it looks at. Whole numbers are ints, but in
 * the variables of `doubles`.
 */
export function predicate(
  text: string,
  variables: readonly string[],
  doubles: readonly string[] = [],
): Predicate {
  const environment = extend(new Environment({ enableOptionalTypes: true }));
  for (const name of variables) environment.registerVariable(name, "dyn");
  const fail = (error: unknown) =>
    terminal(
      "InvalidCELExpression",
      `failed to parse the CEL expression '${text}': ${worded(error, text)}`,
    );
  let safe: string;
  try {
    safe = withLinearMatches(text, environment.parse(text).ast);
  } catch (error) {
    throw fail(error);
  }
  const { valid, type, error } = environment.check(safe);
  if (!valid) throw fail(error);
  if (type !== "bool") {
    const said = `CEL expression output type mismatch: expected bool, got ${type}`;
    throw terminal("InvalidCELExpression", said);
  }
  const run = environment.parse(safe);
  return (values) => {
    try {
      const given = Object.entries(values)
        .map(([name, value]) => [name, doubles.includes(name) ? value : withIntegers(value)]);
      return run(Object.fromEntries(given)) === true;
    } catch (error) {
      throw new Error(`failed to evaluate the CEL expression '${text}': ${summed(error)}`);
    }
  };
}

/** The same text, place by place, with every `matches` renamed. */
function withLinearMatches(text: string, node: unknown): string {
  if (Array.isArray(node)) return node.reduce(withLinearMatches, text);
  if (!isMap(node) || !("op" in node)) return text;
  const { op, args, start = 0 } = node as unknown as ASTNode & { readonly start?: number };
  const parts: unknown = args;
  const made = withLinearMatches(text, parts);
  const isMatch = (op === "call" || op === "rcall") && Array.isArray(parts) &&
    parts[0] === "matches";
  if (!isMatch) return made;
  const at = text.indexOf("matches", op === "call" ? start : parts[1].end);
  return made.slice(0, at) + linear + made.slice(at + linear.length);
}

/** Whole numbers of an object are ints to CEL. */
function withIntegers(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(withIntegers);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withIntegers(one)]));
}
