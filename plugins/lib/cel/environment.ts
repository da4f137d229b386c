import { Environment, serialize } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { addKubernetesFunctions } from "./kubernetes.ts";
import { loopForm } from "./loops.ts";
import { addStringFunctions } from "./strings.ts";

/** A compiled expression: evaluates on the variables; throws an Error in CEL's words. */
export type Program = (variables: Record<string, unknown>) => unknown;

/** What functions are registered on. */
export interface Functions {
  registerFunction(signature: string, implementation: (...values: never[]) => unknown): unknown;
  registerConstant(name: string, type: string, value: unknown): unknown;
  registerType(name: string, type: new (...values: never[]) => unknown): unknown;
}

interface Node {
  op: string;
  args: unknown;
}

/** Sizes beyond which an expression is refused before it is read. */
const limits = { maxAstNodes: 10_000, maxDepth: 100, maxListElements: 1000, maxMapEntries: 1000 };
const maxExpression = 16 * 1024;
/** The library's own function runs JavaScript's backtracking RegExp, so calls go to this one. */
const linearMatches = "matchesLinear";

let shared: Environment | undefined;

function environment(): Environment {
  if (shared !== undefined) return shared;
  const made = new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    // Objects that mutations make are maps here, and their fields differ in type.
    homogeneousAggregateLiterals: false,
    limits,
  });
  made.registerFunction(
    `string.${linearMatches}(string): bool`,
    (text: string, pattern: string) => RE2JS.compile(pattern).matcher(text).find(),
  );
  addStringFunctions(made as unknown as Functions);
  addKubernetesFunctions(made as unknown as Functions);
  return shared = made;
}

const programs = new Map<string, Program>();
const cached = 2000;

/** Compiles a CEL expression with Kubernetes' functions. Throws an Error where it is no expression. */
export function compileCel(expression: string): Program {
  const known = programs.get(expression);
  if (known !== undefined) return known;
  if (expression.length > maxExpression) throw new Error("the expression is too long");
  const parsed = environment().parse(expression);
  const ast = parsed.ast as unknown as Node;
  const renamed = renameMatches(ast), rewritten = rewriteCalls(ast);
  const program = renamed || rewritten ? environment().parse(serialize(parsed.ast)) : parsed;
  if (programs.size >= cached) programs.clear();
  programs.set(expression, program as Program);
  return program as Program;
}

/** Turns every call of matches() to the linear one; answers whether there was any. */
function renameMatches(node: unknown): boolean {
  if (Array.isArray(node)) return node.map(renameMatches).includes(true);
  if (typeof node !== "object" || node === null) return false;
  const { op, args } = node as Node;
  if (typeof op !== "string") return false;
  const below = renameMatches(args);
  if ((op !== "rcall" && op !== "call") || !Array.isArray(args) || args[0] !== "matches") {
    return below;
  }
  args[0] = linearMatches;
  return true;
}

/** Writes calls that the library lacks as others that it has; answers whether there was any. */
function rewriteCalls(node: unknown): boolean {
  if (Array.isArray(node)) return node.map(rewriteCalls).includes(true);
  if (typeof node !== "object" || node === null) return false;
  const call = node as Node;
  if (typeof call.op !== "string") return false;
  const below = rewriteCalls(call.args);
  const form = Array.isArray(call.args) ? otherForm(call) : undefined;
  if (form === undefined) return below;
  const { op, args: parts } = environment().parse(form).ast as unknown as Node;
  Object.assign(call, { op, args: parts });
  return true;
}

function otherForm({ op, args }: Node): string | undefined {
  const text = (part: unknown) => serialize(part as Parameters<typeof serialize>[0]);
  if (op === "rcall") {
    const [name, receiver, given] = args as [string, unknown, unknown[]];
    return loopForm(name, text(receiver), given.map(text));
  }
  if (op !== "call") return undefined;
  const [name, [field]] = args as [string, [Node?]];
  if (name !== "has" || field?.op !== ".") return undefined;
  const [receiver, key] = field.args as [Node, string];
  return isPath(receiver) ? undefined : `[${text(receiver)}].exists(it, has(it.${key}))`;
}

/** Whether an expression is a name with fields alone, which is all that has() of the library takes. */
function isPath({ op, args }: Node): boolean {
  if (op === "id") return true;
  return (op === "." || op === ".?") && isPath((args as [Node])[0]);
}

/** A part of an expression: an operator, what it is applied to, and where it stands. */
export interface SyntaxNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** What may follow; `close` where an argument list has just been opened. */
const expected = (close: string) =>
  `{'[', '{', '(', ${close}'.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`;

/** The parts of an expression, or what is wrong with it and where. */
export function parseCel(text: string): { node: SyntaxNode } | { message: string; at: number } {
  try {
    return { node: environment().parse(text).ast as unknown as SyntaxNode };
  } catch (error) {
    const position = (error as { node?: { pos?: unknown } }).node?.pos;
    const at = typeof position === "number" ? position : 0;
    const token = /^[\w.]+|./.exec(text.slice(at))?.[0];
    const message = token === undefined
      ? `Syntax error: mismatched input '<EOF>' expecting ${
        expected(/\w\($/.test(text.trim()) ? "')', " : "")
      }`
      : text[at - 1] === "."
      ? `Syntax error: no viable alternative at input '.${text[at]}'`
      : `Syntax error: extraneous input '${token}' expecting <EOF>`;
    return { message, at: token === undefined ? text.length : at };
  }
}

/** Whether a text is a pattern of RE2. */
export function isPattern(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
