import type { GeneratorArgs } from "../config/types.ts";
import { KustomizeError, prefixed, quoted } from "../errors.ts";
import { loadBytes, type Loader } from "../source/loader.ts";
import { baseName } from "../source/paths.ts";

/** A key and its content: text, or bytes where they are no UTF-8. */
export type KeyValue = readonly [key: string, value: string | Uint8Array];

/** The keys of a generator: of its env files, its literals, its files, in that order. */
export function keyValues(args: GeneratorArgs, loader: Loader): KeyValue[] {
  const { envs = [], literals = [], files = [] } = args;
  const listed = (items: readonly string[]) => `[${items.join(" ")}]`;
  return [
    ...prefixed(
      () => `env source files: ${listed(envs)}`,
      () => envs.flatMap((path) => envFile(loadBytes(loader, path))),
    ),
    ...prefixed(() => `literal sources ${listed(literals)}`, () => literals.map(literal)),
    ...prefixed(
      () => `file sources: ${listed(files)}`,
      () => files.map((source) => fileSource(source, loader)),
    ),
  ];
}

/** Bytes as text, where they are UTF-8. */
function asText(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

/** What Go takes for space at the start of a line; a byte order mark is none. */
const SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function envFile(bytes: Uint8Array): KeyValue[] {
  return lines(bytes).flatMap((row, i): KeyValue[] => {
    const content = asText(row);
    if (typeof content !== "string") {
      throw new KustomizeError(
        `line ${listBytes(row)} has invalid utf8 bytes : ${new TextDecoder().decode(row)}`,
      );
    }
    const line = (i === 0 ? content.replace(/^\ufeff/, "") : content).replace(SPACE, "");
    if (line === "" || line.startsWith("#")) return [];
    const at = line.indexOf("=");
    const [key, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    return key === "" ? [] : [[key, value]];
  });
}

/** Lines without what ends them. */
function lines(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(10, from);
    const end = at < 0 ? bytes.length : at;
    found.push(bytes.subarray(from, end > from && bytes[end - 1] === 13 ? end - 1 : end));
    from = end + 1;
  }
  return found;
}

const listBytes = (bytes: Uint8Array) => `[${bytes.join(" ")}]`;

function literal(source: string): KeyValue {
  const at = source.indexOf("=");
  if (at <= 0) throw new KustomizeError(`invalid literal source ${source}, expected key=value`);
  return [source.slice(0, at), withoutQuotes(source.slice(at + 1))];
}

function withoutQuotes(text: string): string {
  const [first, last] = [text[0], text.at(-1)];
  return text.length >= 2 && first === last && (first === '"' || first === "'")
    ? text.slice(1, -1)
    : text;
}

/** Key and path of `key=path`, or of a path alone. Throws KustomizeError where one is missing. */
export function parseFileSource(source: string): { key: string; path: string } {
  const parts = source.split("=");
  if (parts.length === 1) return { key: baseName(source), path: source };
  if (parts.length > 2) {
    throw new KustomizeError(`source ${quoted(source)} key name or file path contains '='`);
  }
  const [key = "", path = ""] = parts;
  if (key === "") {
    throw new KustomizeError(
      `missing key name for file path ${quoted(path)} in source ${quoted(source)}`,
    );
  }
  if (path === "") {
    throw new KustomizeError(
      `missing file path for key name ${quoted(key)} in source ${quoted(source)}`,
    );
  }
  return { key, path };
}

function fileSource(source: string, loader: Loader): KeyValue {
  const { key, path } = parseFileSource(source);
  return [key, asText(loadBytes(loader, path))];
}
