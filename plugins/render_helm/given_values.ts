import {
  ChartError,
  type GoMap,
  overlayValues,
  readJsonMap,
  readValues,
  setFiles,
  setLiteral,
  type SetMode,
  setValues,
} from "../lib/helm/mod.ts";
import type { Wanted } from "./wanted.ts";

const words = (error: unknown) => error instanceof Error ? error.message : String(error);

function readFile(path: string, place: (path: string) => string): Uint8Array {
  try {
    return Deno.readFileSync(place(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new ChartError(`open ${path}: no such file or directory`);
    }
    throw new ChartError(`open ${path}: ${words(error)}`);
  }
}

function parsed(path: string, data: Uint8Array): GoMap {
  try {
    return readValues(data);
  } catch (error) {
    throw new ChartError(
      `failed to parse ${path}: cannot unmarshal yaml document: ${words(error)}`,
    );
  }
}

function setJson(values: GoMap, text: string): GoMap {
  const whole = text.trim().startsWith("{");
  try {
    if (whole) return overlayValues(values, readJsonMap(text));
    setValues(text, values, "json");
    return values;
  } catch {
    throw new ChartError(`failed parsing --set-json data${whole ? " JSON:" : ""} ${text}`);
  }
}

function naming(option: string, set: () => void): void {
  try {
    set();
  } catch (error) {
    throw new ChartError(`failed parsing --${option} data: ${words(error)}`);
  }
}

/** The values that files and options give, in Helm's order. `place` finds a path. Throws ChartError in Helm's words. */
export function givenValues(wanted: Wanted, place: (path: string) => string): GoMap {
  let values: GoMap = new Map();
  for (const path of wanted.values ?? []) {
    values = overlayValues(values, parsed(path, readFile(path, place)));
  }
  for (const text of wanted.setJson ?? []) values = setJson(values, text);
  const modes: readonly (readonly [string, readonly string[] | undefined, SetMode])[] = [
    ["set", wanted.set, "typed"],
    ["set-string", wanted.setString, "text"],
  ];
  for (const [option, texts, mode] of modes) {
    for (const text of texts ?? []) naming(option, () => setValues(text, values, mode));
  }
  const decoder = new TextDecoder();
  const content = (path: string) => decoder.decode(readFile(path, place));
  for (const text of wanted.setFile ?? []) {
    naming("set-file", () => setFiles(text, values, content));
  }
  for (const text of wanted.setLiteral ?? []) {
    naming("set-literal", () => setLiteral(text, values));
  }
  return values;
}
