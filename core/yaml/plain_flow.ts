import { type Found, plainValue, quotedAt } from "./plain_scalars.ts";
import type { PlainMap, PlainValue } from "./plain.ts";

/** A plain scalar that no sign of a flow collection can end by surprise. */
const WORD = /[\w./$](?:[\w./$@%+=~-]| +(?=[\w./$@%+=~-]))*(?=[ \n]*[,\]}])/y;
const KEY = /[A-Za-z_][\w./-]{0,100}(?=:[ \n])/y;
const SPACES = /[ \n]*/y;
const DEEPEST = 50;

const past = (text: string, at: number): number => {
  SPACES.lastIndex = at;
  SPACES.test(text);
  return SPACES.lastIndex;
};

/** A flow collection of simple parts: `[…]` or `{…}`; undefined where a closer look is needed. */
export function flowAt(
  text: string,
  at: number,
  number: (value: PlainValue) => PlainValue | undefined,
  depth = 0,
): Found<PlainValue> | undefined {
  if (depth > DEEPEST) return undefined;
  const isList = text[at] === "[";
  const close = isList ? "]" : "}";
  const list: PlainValue[] = [];
  const map: PlainMap = new Map();
  let pos = past(text, at + 1);
  while (text[pos] !== close) {
    let key: Found<string> | undefined;
    if (!isList) {
      key = keyAt(text, pos);
      if (!key) return undefined;
      pos = past(text, key.end + 1);
    }
    const item = itemAt(text, pos, number, depth);
    if (!item) return undefined;
    if (key) map.set(key.value, item.value);
    else list.push(item.value);
    pos = past(text, item.end);
    if (text[pos] === ",") pos = past(text, pos + 1);
    else if (text[pos] !== close) return undefined;
  }
  return { value: isList ? list : map, end: pos + 1 };
}

function keyAt(text: string, at: number): Found<string> | undefined {
  if (text[at] === '"' || text[at] === "'") {
    const found = quotedAt(text, at);
    return found && text[found.end] === ":" ? found : undefined;
  }
  KEY.lastIndex = at;
  if (!KEY.test(text)) return undefined;
  const value = text.slice(at, KEY.lastIndex);
  return typeof plainValue(value) === "string" ? { value, end: KEY.lastIndex } : undefined;
}

function itemAt(
  text: string,
  at: number,
  number: (value: PlainValue) => PlainValue | undefined,
  depth: number,
): Found<PlainValue> | undefined {
  const c = text[at];
  if (c === "[" || c === "{") return flowAt(text, at, number, depth + 1);
  if (c === '"' || c === "'") {
    const found = quotedAt(text, at);
    return found && /[,\]}\s]/.test(text[found.end] ?? "") ? found : undefined;
  }
  WORD.lastIndex = at;
  if (!WORD.test(text)) return undefined;
  const end = WORD.lastIndex;
  const value = number(plainValue(text.slice(at, end)));
  return value === undefined ? undefined : { value, end };
}
