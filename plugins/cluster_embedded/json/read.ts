import { endOfString, scanJson } from "./scan.ts";
import { syntaxError } from "./syntax.ts";
import { isTree } from "./tree.ts";

/** As Go's decoder. */
const maxDepth = 10_000;
const maxInt64 = 2n ** 63n - 1n, minInt64 = -(2n ** 63n);

/** JSON that was read, with what reading alone can tell. */
export interface Parsed {
  readonly value: unknown;
  /** Paths of repeated keys, as in `spec.items[0].name`. */
  readonly duplicates: readonly string[];
}

/** Reads JSON; integers within int64 keep their value. Throws an Error with Go's message. */
export function readJson(text: string): Parsed {
  const scan = scanJson(text);
  if (scan.depth > maxDepth) throw new Error("exceeded max depth");
  let value: unknown;
  try {
    value = scan.longNumbers
      ? JSON.parse(text, keepLong as (k: string, v: unknown) => unknown)
      : JSON.parse(text);
  } catch {
    throw new Error(syntaxError(text));
  }
  const duplicates = countKeys(value) < scan.colons ? findDuplicates(text) : [];
  return { value, duplicates };
}

function keepLong(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  // No int64 has more digits; reading more of them would take time for nothing.
  if (source.length > 20) return value;
  if (!/^-?\d+$/.test(source)) return value;
  const exact = BigInt(source);
  return exact <= maxInt64 && exact >= minInt64 ? exact : value;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) { for (const item of value) count += countKeys(item); }
  else {
    for (const key in value) count += 1 + countKeys((value as Record<string, unknown>)[key]);
  }
  return count;
}

/** Valid JSON is tokenised once more, with the keys seen at each level. */
function findDuplicates(text: string): string[] {
  const found = new Set<string>();
  const stack: { path: string; keys: Set<string> | undefined; index: number }[] = [];
  let key: string | undefined, path = "";
  for (let at = 0; at < text.length; at++) {
    let token = text[at]!;
    if (token === '"') {
      const end = endOfString(text, at);
      token = text.slice(at, end + 1);
      at = end;
    }
    const top = stack.at(-1);
    if (token === "{" || token === "[") {
      stack.push({ path, keys: token === "{" ? new Set() : undefined, index: 0 });
      if (token === "[") path = `${path}[0]`;
    } else if (token === "}" || token === "]") {
      path = stack.pop()!.path;
    } else if (token === ",") {
      if (top !== undefined && top.keys === undefined) path = `${top.path}[${++top.index}]`;
      key = undefined;
    } else if (token === ":" && top?.keys !== undefined && key !== undefined) {
      path = top.path === "" ? key : `${top.path}.${key}`;
      if (top.keys.has(key)) found.add(path);
      top.keys.add(key);
    } else if (token[0] === '"') {
      key = token.includes("\\") ? JSON.parse(token) : token.slice(1, -1);
    }
  }
  return [...found];
}

/** What Go calls the JSON type of a value in messages of its decoder. */
export function jsonType(value: unknown): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  return Array.isArray(value) ? "array" : isTree(value) ? "object" : "null";
}
