import { KustomizeError } from "../errors.ts";
import { type Accept, VariableScanner } from "./variable_scanner.ts";

/** A part of a text: written out, or a variable with what is done to it. */
export type Part = string | Expansion;

/** `${name operator arguments}`. */
export interface Expansion {
  readonly name: string;
  readonly operator: string;
  readonly args: readonly Part[];
}

const isName: Accept = (c) => /[\p{L}\p{Nd}_]/u.test(c);
const anything: Accept = () => true;
const notClosing: Accept = (c) => c !== "}";
const repeated = (...signs: string[]): Accept => (c, place) => signs.includes(c) && place < 3;
const defaults: Accept = (c, place) =>
  (place === 1 && c === ":") || (place === 2 && "=-?+".includes(c));
const replaces: Accept = (c, place) =>
  (place === 1 && c === "/") || (place === 2 && "/#%".includes(c));
const once = (sign: string): Accept => (c, place) => c === sign && place === 1;

/** How deep variables may stand in the arguments of others. */
const MAX_DEPTH = 100;

const bad = () => new KustomizeError("bad substitution");

/** Finds the variables of a text. Throws KustomizeError where one is not closed, has no name and so on. */
export function parseVariables(text: string): Part[] {
  const scanner = new VariableScanner(text);
  const parts: Part[] = [];
  while (true) {
    const token = scanner.scan({ accept: anything, word: true, open: true, escapes: "dollar" });
    if (token === "end") return parts;
    parts.push(token === "open" ? expansion(scanner, 0) : scanner.text);
  }
}

function expansion(scanner: VariableScanner, depth: number): Expansion {
  if (depth > MAX_DEPTH) throw bad();
  if (scanner.peek() === "#") return lengthOf(scanner);
  if (scanner.scan({ accept: isName, word: true }) !== "word") {
    throw new KustomizeError("unable to parse variable name");
  }
  const name = scanner.text;
  const sign = scanner.peek();
  const parse = Object.hasOwn(OPERATORS, sign) ? OPERATORS[sign] : undefined;
  if (parse) return { name, ...parse(scanner, depth + 1) };
  if (scanner.scan({ accept: isName, close: true }) === "close") {
    return { name, operator: "", args: [] };
  }
  throw new KustomizeError("missing closing brace");
}

type Operation = Pick<Expansion, "operator" | "args">;

function lengthOf(scanner: VariableScanner): Expansion {
  const operator = operatorText(scanner, once("#"));
  if (scanner.scan({ accept: isName, word: true }) !== "word") throw bad();
  const name = scanner.text;
  close(scanner);
  return { name, operator, args: [] };
}

function operatorText(
  scanner: VariableScanner,
  accept: Accept,
  problem = "bad substitution",
): string {
  if (scanner.scan({ accept, word: true }) === "word") return scanner.text;
  throw new KustomizeError(problem);
}

function close(scanner: VariableScanner): void {
  if (scanner.scan({ accept: anything, close: true }) !== "close") throw bad();
}

function argument(scanner: VariableScanner, depth: number, accept: Accept, escapes?: "all"): Part {
  const token = scanner.scan({ accept, word: true, open: true, ...(escapes ? { escapes } : {}) });
  if (token === "open") return expansion(scanner, depth);
  if (token === "word") return scanner.text;
  throw new KustomizeError("unable to parse substitution within function");
}

function withPattern(accept: Accept) {
  return (scanner: VariableScanner, depth: number): Operation => {
    const operator = operatorText(scanner, accept);
    const args = [argument(scanner, depth, notClosing)];
    close(scanner);
    return { operator, args };
  };
}

function casing(scanner: VariableScanner): Operation {
  const operator = operatorText(scanner, repeated(",", "^"));
  close(scanner);
  return { operator, args: [] };
}

function replacing(scanner: VariableScanner, depth: number): Operation {
  const operator = operatorText(scanner, replaces);
  const args = [argument(scanner, depth, (c) => c !== "/", "all")];
  if (scanner.scan({ accept: (c) => c === "/", word: true }) !== "word") throw bad();
  if (scanner.peek() !== "}") args.push(argument(scanner, depth, notClosing, "all"));
  close(scanner);
  return { operator, args };
}

function defaulting(scanner: VariableScanner, depth: number): Operation {
  const accept = scanner.peek() === "=" ? once("=") : defaults;
  const operator = operatorText(scanner, accept, "unable to parse default function");
  const args: Part[] = [];
  while (scanner.peek() !== "}") args.push(argument(scanner, depth, notClosing));
  close(scanner);
  return { operator, args };
}

function slicing(scanner: VariableScanner, depth: number): Operation {
  if (scanner.peekSecond() === "") throw bad();
  if ("=-?+".includes(scanner.peekSecond())) return defaulting(scanner, depth);
  const operator = operatorText(scanner, once(":"));
  const args = [argument(scanner, depth, (c) => c !== ":" && c !== "}")];
  const token = scanner.scan({ accept: (c) => c === ":", word: true, close: true });
  if (token === "close") return { operator, args };
  if (token !== "word") throw bad();
  args.push(argument(scanner, depth, notClosing));
  close(scanner);
  return { operator, args };
}

const OPERATORS: Readonly<Record<string, (scanner: VariableScanner, depth: number) => Operation>> =
  {
    ":": slicing,
    "=": defaulting,
    ",": casing,
    "^": casing,
    "/": replacing,
    "#": withPattern(repeated("#")),
    "%": withPattern(repeated("%")),
  };
