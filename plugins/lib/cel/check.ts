import { functions } from "./tables/functions.ts";
import { isPattern, parseCel, type SyntaxNode } from "./environment.ts";

/** The type of an expression: what the checker knows of it. */
export interface CelType {
  /** As messages name it: `int`, `list(string)`; `dyn` fits everywhere. */
  readonly name: string;
  /** The type of a field; undefined where there is none. Absent: fields are not known. */
  field?(name: string): CelType | undefined;
  /** Of a list's items or a map's values. */
  readonly items?: CelType;
}

/** What the names of an expression stand for. */
export type Scope = Readonly<Record<string, CelType>>;

export interface Checked {
  readonly type: CelType;
  /** As cel-go words them, each with its place. */
  readonly errors: readonly string[];
}

const dyn: CelType = { name: "dyn" };
const bool: CelType = { name: "bool" };
const int: CelType = { name: "int" };
const string: CelType = { name: "string" };
/** Names that are types, or the first part of a function's name. */
const known = new Set([
  ...["int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type"],
  ...["duration", "timestamp", "optional", "format", "sets", "lists", "google", "strings"],
]);
const undeclaredNamespaces = new Set(["math", "cel", "base64"]);
const booleanMethods = new Set([
  ...["startsWith", "endsWith", "contains", "matches", "exists_one", "hasValue", "isSorted"],
  ...["isGreaterThan", "isLessThan", "containsIP", "containsCIDR", "isInteger", "all", "exists"],
]);
const stringMethods = new Set([
  ...["lowerAscii", "upperAscii", "replace", "substring", "trim", "charAt", "join", "find"],
]);
const numberMethods = new Set(["size", "indexOf", "lastIndexOf", "getFullYear", "compareTo"]);
/** What lists alone can be asked. */
const ofLists = new Set([
  ...["reverse", "sum", "min", "max", "isSorted", "flatten", "distinct", "sort", "slice"],
]);
const loops = new Set(["all", "exists", "exists_one", "filter", "map", "existsOne"]);
const booleanFunctions = new Set(["has", "isURL", "isIP", "isCIDR", "isQuantity", "isSemver"]);
const conversions: Readonly<Record<string, CelType>> = {
  ...{ string, int, bool, size: int, double: { name: "double" } },
};

/** Checks an expression against the types of its names. Throws nothing: a syntax error is one of the errors. */
export function checkCel(text: string, scope: Scope): Checked {
  const parsed = parseCel(text);
  if ("message" in parsed) return { type: dyn, errors: [at(text, parsed.at, parsed.message)] };
  const checker = new Checker(text);
  return { type: checker.typeOf(parsed.node, scope), errors: checker.errors };
}

/** One error as cel-go shows it, with the line and a mark below. */
function at(text: string, offset: number, message: string): string {
  const before = text.slice(0, offset).split("\n");
  const line = text.split("\n")[before.length - 1] ?? "", column = before.at(-1)!.length;
  const mark = `${".".repeat(column)}^`;
  return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line}\n | ${mark}`;
}

/** Walks one expression. */
class Checker {
  readonly errors: string[] = [];

  constructor(readonly text: string) {}

  typeOf(node: SyntaxNode, scope: Scope): CelType {
    const make = makers[node.op];
    return make === undefined ? this.all(node.args, scope) : make(this, node, scope);
  }

  /** Looks at whatever is below a node of which no more is known. */
  all(value: unknown, scope: Scope): CelType {
    if (Array.isArray(value)) { for (const item of value) this.all(item, scope); }
    else if (isNode(value)) this.typeOf(value, scope);
    return dyn;
  }

  fail(offset: number, message: string): CelType {
    this.errors.push(at(this.text, offset, message));
    return dyn;
  }

  /** The place of the first of some characters at or after an offset. */
  find(mark: string, from: number): number {
    return Math.max(this.text.indexOf(mark, from), 0);
  }
}

type Maker = (checker: Checker, node: SyntaxNode, scope: Scope) => CelType;

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

const listOf = (node: SyntaxNode): readonly unknown[] => Array.isArray(node.args) ? node.args : [];
const nodeAt = (node: SyntaxNode, index: number): SyntaxNode => listOf(node)[index] as SyntaxNode;

function literal(node: SyntaxNode): CelType {
  const value: unknown = node.args;
  if (typeof value === "bigint") return int;
  if (typeof value === "number") return { name: "double" };
  if (typeof value === "string") return string;
  return typeof value === "boolean" ? bool : dyn;
}

function identifier(checker: Checker, node: SyntaxNode, scope: Scope): CelType {
  const name = String(node.args), type = scope[name];
  if (type !== undefined) return type;
  if (known.has(name)) return dyn;
  return checker.fail(node.start, `undeclared reference to '${name}' (in container '')`);
}

function selection(checker: Checker, node: SyntaxNode, scope: Scope): CelType {
  const receiver = nodeAt(node, 0), name = String(listOf(node)[1]);
  const type = checker.typeOf(receiver, scope);
  if (type.field === undefined) return type.items ?? dyn;
  const found = type.field(name);
  if (found !== undefined) return found;
  return checker.fail(checker.find(".", receiver.end), `undefined field '${name}'`);
}

function index(checker: Checker, node: SyntaxNode, scope: Scope): CelType {
  const type = checker.typeOf(nodeAt(node, 0), scope);
  checker.all(listOf(node)[1], scope);
  return type.items ?? dyn;
}

/** Both sides of a comparison have one type. */
const comparison = (operator: string): Maker => (checker, node, scope) => {
  const left = nodeAt(node, 0), right = nodeAt(node, 1);
  const a = checker.typeOf(left, scope), b = checker.typeOf(right, scope);
  if (differ(a, b)) {
    checker.fail(
      checker.find(operator, left.end),
      `found no matching overload for '_${operator}_' applied to '(${a.name}, ${b.name})'`,
    );
  }
  return bool;
};

const arithmetic = (operator: string): Maker => (checker, node, scope) => {
  const left = nodeAt(node, 0), right = nodeAt(node, 1);
  const a = checker.typeOf(left, scope), b = checker.typeOf(right, scope);
  if (!differ(a, b)) return a;
  return checker.fail(
    checker.find(operator, left.end),
    `found no matching overload for '_${operator}_' applied to '(${a.name}, ${b.name})'`,
  );
};

const scalars = new Set(["int", "string", "bool", "double", "bytes"]);
function differ(a: CelType, b: CelType): boolean {
  return a.name !== b.name && scalars.has(a.name) && scalars.has(b.name);
}

function method(checker: Checker, node: SyntaxNode, scope: Scope): CelType {
  const [name, receiver, args] = listOf(node) as [string, SyntaxNode, SyntaxNode[]];
  if (receiver.op === "id" && undeclaredNamespaces.has(String(receiver.args))) {
    checker.typeOf(receiver, scope);
    undeclared(checker, name, receiver.end);
    return checker.all(args, scope);
  }
  const type = checker.typeOf(receiver, scope);
  const [variable] = args;
  if (loops.has(name) && variable?.op === "id") {
    const inside = { ...scope, [String(variable.args)]: elementOf(type) };
    for (const arg of args.slice(1)) checker.typeOf(arg, inside);
  } else if (name.startsWith("transform")) {
    const names = Object.fromEntries(args.slice(0, 2).map((arg) => [String(arg.args), dyn]));
    for (const arg of args.slice(2)) checker.typeOf(arg, { ...scope, ...names });
  } else for (const arg of args) checker.typeOf(arg, scope);
  if (!isFunction(name)) return undeclared(checker, name, receiver.end);
  if (ofLists.has(name) && scalars.has(type.name)) {
    const given = args.map((arg) => checker.typeOf(arg, scope).name).join(", ");
    return checker.fail(
      checker.find("(", receiver.end),
      `found no matching overload for '${name}' applied to '${type.name}.(${given})'`,
    );
  }
  if (name === "matches") checkPattern(checker, args[0]);
  if (booleanMethods.has(name)) return bool;
  if (stringMethods.has(name)) return string;
  if (numberMethods.has(name)) return int;
  return name === "filter" ? type : dyn;
}

function isFunction(name: string): boolean {
  return functions.has(name) || loops.has(name) || booleanMethods.has(name) ||
    stringMethods.has(name) || numberMethods.has(name) || booleanFunctions.has(name) ||
    conversions[name] !== undefined;
}

function undeclared(checker: Checker, name: string, from: number): CelType {
  const place = checker.find("(", from);
  return checker.fail(place, `undeclared reference to '${name}' (in container '')`);
}

/** A pattern that is written out must be one. */
function checkPattern(checker: Checker, pattern: SyntaxNode | undefined): void {
  if (pattern?.op !== "value" || typeof pattern.args !== "string") return;
  if (!isPattern(pattern.args)) checker.fail(pattern.start, "invalid matches argument");
}

/** What a loop over a list or a map sees. */
function elementOf(type: CelType): CelType {
  if (type.name.startsWith("map")) return string;
  return type.items ?? dyn;
}

function call(checker: Checker, node: SyntaxNode, scope: Scope): CelType {
  const [name, args] = listOf(node) as [string, SyntaxNode[]];
  for (const arg of args) checker.typeOf(arg, scope);
  if (!isFunction(name)) return undeclared(checker, name, node.start);
  if (booleanFunctions.has(name)) return bool;
  return conversions[name] ?? dyn;
}

const logic: Maker = (checker, node, scope) => {
  checker.all(node.args, scope);
  return bool;
};

const makers: Readonly<Record<string, Maker>> = {
  value: (_, node) => literal(node),
  id: identifier,
  ".": selection,
  ".?": (checker, node, scope) => {
    selection(checker, node, scope);
    return dyn;
  },
  "[]": index,
  rcall: method,
  call,
  "&&": logic,
  "||": logic,
  "!_": logic,
  in: logic,
  "?:": (checker, node, scope) => {
    checker.typeOf(nodeAt(node, 0), scope);
    const type = checker.typeOf(nodeAt(node, 1), scope);
    checker.typeOf(nodeAt(node, 2), scope);
    return type;
  },
  list: (checker, node, scope) => {
    const [first, ...others] = listOf(node).map((item) =>
      checker.typeOf(item as SyntaxNode, scope)
    );
    const same = first !== undefined && others.every(({ name }) => name === first.name);
    return same ? { name: `list(${first.name})`, items: first } : { name: "list(dyn)" };
  },
  map: (checker, node, scope) => {
    checker.all(node.args, scope);
    return { name: "map(dyn, dyn)" };
  },
  ...Object.fromEntries(
    ["==", "!=", "<", "<=", ">", ">="].map((operator) => [operator, comparison(operator)]),
  ),
  ...Object.fromEntries(
    ["+", "-", "*", "/", "%"].map((operator) => [operator, arithmetic(operator)]),
  ),
};
