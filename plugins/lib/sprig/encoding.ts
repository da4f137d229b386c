import { decodeJson, encodeJson, type Value } from "contract/yaml";
import {
  CallError,
  compareStrings,
  define,
  fromBytes,
  type GoFunction,
  toBytes,
} from "../gotemplate/mod.ts";
import { plainValue } from "./plain.ts";

/** Text as JSON without the escapes for HTML. */
function rawJson(value: unknown): string {
  return encodeJson(plainValue(value)).replace(
    /\\(?:u003([ce])|u0026|.)/g,
    (all, bracket) => bracket ? (bracket === "c" ? "<" : ">") : all === "\\u0026" ? "&" : all,
  );
}

/** JSON with two spaces, as json.MarshalIndent writes it. */
export function prettyJson(value: Value, indent = ""): string {
  const inner = indent + "  ";
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((item) => inner + prettyJson(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (value instanceof Map && value.size > 0) {
    const keys = [...value.keys()].map(String).sort(compareStrings);
    const lines = keys.map((key) =>
      `${inner}${encodeJson(key)}: ${prettyJson(value.get(key) ?? null, inner)}`
    );
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  return encodeJson(value);
}

/** What `work` gives, or `otherwise` where it fails. */
function silent<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return otherwise;
  }
}

const BASE64 = /^[A-Za-z0-9+/]$/;

/** base64.StdEncoding: where the text is malformed, Go's message with the offset of the first wrong character. */
export function decodeBase64(text: string): Uint8Array {
  const wrong = () => new CallError(`illegal base64 data at input byte ${wrongAt(text)}`);
  if (/[ \t\f]/.test(text)) throw wrong();
  try {
    return Uint8Array.fromBase64(text.replace(/[\r\n]/g, ""), { lastChunkHandling: "strict" });
  } catch {
    throw wrong();
  }
}

function wrongAt(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === "\n" || c === "\r") continue;
    if (c === "=") {
      if (count % 4 < 2) return i;
      const rest = text.slice(i + 1).replace(/[\r\n]/g, "");
      if (count % 4 === 2 && rest[0] !== "=") return rest === "" ? text.length : i + 1;
      return i + (count % 4 === 2 ? 2 : 1);
    }
    if (!BASE64.test(c)) return i;
    count++;
  }
  return Math.max(0, text.length - count % 4);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function encodeBase32(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 5) {
    const part = bytes.subarray(i, i + 5);
    let bits = 0n;
    for (let k = 0; k < 5; k++) bits = bits << 8n | BigInt(part[k] ?? 0);
    const used = Math.ceil(part.length * 8 / 5);
    for (let k = 0; k < 8; k++) {
      out += k < used ? BASE32[Number(bits >> BigInt(35 - 5 * k) & 31n)] : "=";
    }
  }
  return out;
}

function decodeBase32(source: string): Uint8Array {
  const text = source.replace(/[\r\n]/g, "");
  const body = text.replace(/=+$/, "");
  const wrong = [...body].findIndex((c) => !BASE32.includes(c));
  if (wrong >= 0) throw new CallError(`illegal base32 data at input byte ${wrong}`);
  if (text.length % 8 !== 0 || [1, 3, 6].includes(body.length % 8)) {
    throw new CallError(`illegal base32 data at input byte ${body.length}`);
  }
  const out: number[] = [];
  let [bits, count] = [0, 0];
  for (const c of body) {
    bits = (bits << 5 | BASE32.indexOf(c)) & 0xfff;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    out.push(bits >> count & 255);
  }
  return Uint8Array.from(out);
}

/** The text, or the words of the error: sprig's decoders do not fail. */
function decoded(decode: (text: string) => Uint8Array, text: string): string {
  try {
    return fromBytes(decode(text));
  } catch (error) {
    if (error instanceof CallError) return error.message;
    throw error;
  }
}

/** Sprig's functions that encode and decode. */
export const ENCODING: ReadonlyMap<string, GoFunction> = new Map([
  ["b64enc", define(["string"], (text) => toBytes(text).toBase64())],
  ["b64dec", define(["string"], (text) => decoded(decodeBase64, text))],
  ["b32enc", define(["string"], (text) => encodeBase32(toBytes(text)))],
  ["b32dec", define(["string"], (text) => decoded(decodeBase32, text))],
  ["toPrettyJson", define(["any"], (value) => silent(() => prettyJson(plainValue(value)), ""))],
  ["mustToPrettyJson", define(["any"], (value) => prettyJson(plainValue(value)))],
  ["toRawJson", define(["any"], rawJson)],
  ["mustToRawJson", define(["any"], rawJson)],
  ["mustFromJson", define(["string"], (text) => decodeJson(text))],
]);
