import { hasStringKeys, type Value } from "./decode.ts";
import { formatJsonFloat } from "./go_numbers.ts";
import { JsonError } from "./json_decode.ts";

const SPECIAL =
  // deno-lint-ignore no-control-regex
  /["\\<>&\0-\x1f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function escape(c: string): string {
  const code = c.charCodeAt(0);
  if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
  return NAMED[c] ?? "\\u" + code.toString(16).padStart(4, "0");
}

/** A string as encoding/json writes it: `<`, `>`, `&` and the line separators are escaped too. */
export function encodeJsonString(text: string): string {
  return `"${text.replace(SPECIAL, escape)}"`;
}

const byBytes = ([a]: [string, unknown], [b]: [string, unknown]) => compareBytes(a, b);

/** Orders texts by their UTF-8 bytes, as Go compares strings. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const surrogates = [x, y].map((c) => c >= 0xd800 && c <= 0xdfff);
    if (surrogates[0] !== surrogates[1]) return surrogates[0] ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** A value as json.Marshal writes it: keys sorted, no spaces. Throws JsonError for what JSON cannot hold. */
export function encodeJson(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return encodeJsonString(value);
  if (typeof value === "number") {
    const text = formatJsonFloat(value);
    if (text !== undefined) return text;
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new JsonError(`json: unsupported value: ${name}`);
  }
  if (value instanceof Uint8Array) {
    return encodeJsonString(new TextDecoder().decode(value)).replaceAll("\ufffd", "\\ufffd");
  }
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  if (!(value instanceof Map)) return String(value);
  if (!hasStringKeys(value)) {
    throw new JsonError("json: unsupported type: map[interface {}]interface {}");
  }
  const entries = [...value as Map<string, Value>];
  const fields = entries.sort(byBytes).map(([key, item]) =>
    `${encodeJsonString(key)}:${encodeJson(item)}`
  );
  return `{${fields.join(",")}}`;
}
