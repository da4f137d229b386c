/** What Flux's expressions know besides the language itself: cel-go's libraries of strings, sets, encoders and optionals. */
import { Optional } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { isMap } from "../json.ts";

class Sets {}
class Base64 {}
class Strings {}

/** What functions are called on by a name, in lower case. */
export const types = { Sets, Base64, Strings };

type List = readonly unknown[];

/**
 * Stands in for `matches`, whose own form would run a pattern of an object on a backtracking engine; as long as that, so that
 * places in a text stay.
 */
export const linear = "matchRE";

function match(value: string, pattern: string): boolean {
  return RE2JS.compile(pattern).matcher(value).find();
}

/** Numbers are equal across their types. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => same(one, b[i]));
  }
  if (!isMap(a) || !isMap(b)) return a == b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

const has = (list: List, one: unknown) => list.some((other) => same(one, other));
const contains = (list: List, part: List) => part.every((one) => has(list, one));

function replace(text: string, from: string, to: string, times: bigint = -1n): string {
  return times < 0n ? text.replaceAll(from, () => to) : text.split(from)
    .reduce((made, piece, i) => `${made}${BigInt(i) <= times ? to : from}${piece}`);
}

/** By their signatures. */
export const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
  [`string.${linear}(string): bool`]: match,
  [`${linear}(string, string): bool`]: match,
  "string.replace(string, string): string": replace,
  "string.replace(string, string, int): string": replace,
  "string.charAt(int): string": (text: string, at: bigint) => text.charAt(Number(at)),
  "string.reverse(): string": (text: string) => [...text].reverse().join(""),
  "list.first(): optional": (list: List) => Optional.of(list[0]),
  "list.last(): optional": (list: List) => Optional.of(list.at(-1)),
  "list.reverse(): list": (list: List) => list.toReversed(),
  "Strings.quote(string): string": (_: Strings, text: string) => JSON.stringify(text),
  "Sets.contains(list, list): bool": (_: Sets, a: List, b: List) => contains(a, b),
  "Sets.intersects(list, list): bool": (_: Sets, a: List, b: List) => a.some((one) => has(b, one)),
  "Sets.equivalent(list, list): bool": (_: Sets, a: List, b: List) =>
    contains(a, b) && contains(b, a),
  "Base64.encode(bytes): string": (_: Base64, bytes: Uint8Array) => bytes.toBase64(),
  "Base64.decode(string): bytes": (_: Base64, text: string) => Uint8Array.fromBase64(text),
};
