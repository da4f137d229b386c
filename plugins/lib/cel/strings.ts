import { RE2JS } from "re2js";
import type { Functions } from "./environment.ts";

/** The string functions of cel-go and Kubernetes that the library lacks. */
export function addStringFunctions(functions: Functions): void {
  const add = (signature: string, implementation: (...values: never[]) => unknown) =>
    functions.registerFunction(signature, implementation);
  add("string.find(string): string", (text: string, pattern: string) => {
    const matcher = RE2JS.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group() : "";
  });
  add(
    "string.findAll(string): list<string>",
    (text: string, pattern: string) => all(text, pattern, -1),
  );
  add(
    "string.findAll(string, int): list<string>",
    (text: string, pattern: string, limit: bigint) => all(text, pattern, Number(limit)),
  );
  add(
    "string.replace(string, string): string",
    (text: string, from: string, to: string) => text.replaceAll(from, to),
  );
  add(
    "string.replace(string, string, int): string",
    (text: string, from: string, to: string, limit: bigint) =>
      replaceSome(text, from, to, Number(limit)),
  );
  add("string.charAt(int): string", (text: string, at: bigint) => [...text][Number(at)] ?? "");
  functions.registerType("kubernetes.Strings", Strings as never);
  functions.registerConstant("strings", "kubernetes.Strings", new Strings());
  add("kubernetes.Strings.quote(string): string", (_: Strings, text: string) => quote(text));
  add(
    "string.format(list<dyn>): string",
    (text: string, values: unknown[]) => format(text, values),
  );
}

/** What `strings` is in `strings.quote(text)`. */
class Strings {}

const escapes: Readonly<Record<string, string>> = {
  ...{ "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" },
  ...{ "\v": "\\v", "\\": "\\\\", '"': '\\"' },
};

function quote(text: string): string {
  return `"${[...text].map((character) => escapes[character] ?? character).join("")}"`;
}

function all(text: string, pattern: string, limit: number): string[] {
  const found: string[] = [], matcher = RE2JS.compile(pattern).matcher(text);
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group()!);
  return found;
}

function replaceSome(text: string, from: string, to: string, limit: number): string {
  if (limit < 0) return text.replaceAll(from, to);
  const parts = text.split(from);
  const head = parts.slice(0, limit + 1).join(to);
  return [head, ...parts.slice(limit + 1)].join(from);
}

function format(text: string, values: unknown[]): string {
  let at = 0;
  return text.replace(
    /%(?:\.(\d+))?([sdfeboxX%])/g,
    (_whole, precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      const value = values[at++];
      if (verb === "f") {
        return Number(value).toFixed(
          precision === undefined ? 6 : Number(precision),
        );
      }
      if (verb === "e") {
        return Number(value).toExponential(
          precision === undefined ? 6 : Number(precision),
        );
      }
      if (verb === "b") return BigInt(value as bigint).toString(2);
      if (verb === "o") return BigInt(value as bigint).toString(8);
      if (verb === "x" || verb === "X") {
        const hex = typeof value === "string"
          ? [...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, "0")).join(
            "",
          )
          : BigInt(value as bigint).toString(16);
        return verb === "X" ? hex.toUpperCase() : hex;
      }
      return show(value);
    },
  );
}

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value).map(([k, v]) => `${k}: ${show(v)}`).join(", ")}}`;
}
