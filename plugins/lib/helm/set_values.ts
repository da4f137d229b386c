import { decodeJson } from "contract/yaml";
import { type GoMap, int64, parseInt64, quote } from "../gotemplate/mod.ts";

/** Why a `--set` text is wrong, in Helm's words. */
export class SetError extends Error {
  override readonly name = "SetError";
}

/** How values are read: typed (`--set`), as texts (`--set-string`), or as JSON (`--set-json`). */
export type SetMode = "typed" | "text" | "json";

const DEEPEST = 30;
const LARGEST_INDEX = 65_536;

/** Reads `a.b[0]=c,d=e` into `into`, which is changed. Throws SetError. */
export function setValues(text: string, into: GoMap, mode: SetMode = "typed"): void {
  new Parser([...text], mode).all(into);
}

/** `--set-literal`: one key, and everything behind the first `=` as its text. Throws SetError. */
export function setLiteral(text: string, into: GoMap): void {
  new Parser([...text], "text", true).all(into);
}

/** `--set-file`: as `setValues`, but a value is the content of the file that the text names. Throws SetError. */
export function setFiles(text: string, into: GoMap, content: (path: string) => string): void {
  new Parser([...text], content).all(into);
}

/** A typed value: true, false, null and whole numbers without a leading zero; anything else is text. */
export function typedValue(text: string): unknown {
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  if (lower === "null") return null;
  if (text === "0") return int64(0n);
  const integer = text.startsWith("0") ? undefined : parseInt64(text, 10);
  return integer === undefined ? text : int64(integer);
}

class Parser {
  readonly #points: readonly string[];
  readonly #mode: SetMode | ((text: string) => unknown);
  readonly #literal: boolean;
  #pos = 0;

  constructor(
    points: readonly string[],
    mode: SetMode | ((text: string) => unknown),
    literal = false,
  ) {
    this.#points = points;
    this.#mode = mode;
    this.#literal = literal;
  }

  all(into: GoMap): void {
    while (this.#key(into, 0));
  }

  /** Text up to one of the signs, which is passed; a backslash keeps the next sign. */
  #until(stop: string): [text: string, last: string | undefined] {
    let text = "";
    while (this.#pos < this.#points.length) {
      const c = this.#points[this.#pos++]!;
      if (stop.includes(c)) return [text, c];
      if (c !== "\\" || this.#literal) text += c;
      else if (this.#pos < this.#points.length) text += this.#points[this.#pos++];
    }
    return [text, undefined];
  }

  /** One key and its value; false at the end. */
  #key(data: GoMap, depth: number): boolean {
    const [key, last] = this.#until(this.#literal ? "=[." : "=[,.");
    if (last === undefined) {
      if (key === "") return false;
      throw new SetError(`key ${quote(key)} has no value`);
    }
    if (last === ",") {
      put(data, key, "");
      throw new SetError(`key ${quote(key)} has no value (cannot end with ,)`);
    }
    if (last === "=") put(data, key, this.#value());
    else if (last === "[") this.#listKey(data, key, depth);
    else return this.#nested(data, key, depth + 1);
    return true;
  }

  #listKey(data: GoMap, key: string, depth: number): void {
    const index = this.#index();
    const list = data.get(key);
    if (list !== undefined && !Array.isArray(list)) {
      throw new SetError(
        "unable to parse key: interface conversion: interface {} is not []interface {}",
      );
    }
    put(data, key, this.#item(list ?? [], index, depth));
  }

  #nested(data: GoMap, key: string, depth: number): boolean {
    if (depth > DEEPEST) {
      throw new SetError(
        `value name nested level is greater than maximum supported nested level of ${DEEPEST}`,
      );
    }
    const existing = data.get(key);
    if (existing !== undefined && !(existing instanceof Map)) {
      throw new SetError(
        "unable to parse key: interface conversion: interface {} is not map[string]interface {}",
      );
    }
    const inner: GoMap = existing ?? new Map();
    const more = this.#key(inner, depth);
    if (more && inner.size === 0) throw new SetError(`key map ${quote(key)} has no value`);
    if (inner.size > 0) put(data, key, inner);
    return more;
  }

  #index(): number {
    const [text, last] = this.#until("]");
    if (last === undefined) throw new SetError("error parsing index: EOF");
    const index = parseInt64(text, 10);
    if (index === undefined) {
      throw new SetError(
        `error parsing index: strconv.Atoi: parsing ${quote(text)}: invalid syntax`,
      );
    }
    return Number(index);
  }

  #item(list: unknown[], index: number, depth: number): unknown[] {
    if (index < 0) throw new SetError(`negative ${index} index not allowed`);
    const [text, last] = this.#until("[.=");
    if (text !== "") throw new SetError(`unexpected data at end of array index: ${quote(text)}`);
    if (last === undefined) return list;
    if (last === "=") return putAt(list, index, this.#value());
    const existing = list[index];
    if (last === "[") {
      const inner = Array.isArray(existing) ? existing : [];
      return putAt(list, index, this.#item(inner, this.#index(), depth));
    }
    const map: GoMap = existing instanceof Map ? existing : new Map();
    this.#key(map, depth);
    return putAt(list, index, map);
  }

  #value(): unknown {
    if (this.#literal) return this.#rest();
    if (this.#mode === "json") return this.#json();
    if (this.#points[this.#pos] === "{") return this.#list();
    return this.#read(this.#until(",")[0]);
  }

  #rest(): string {
    const text = this.#points.slice(this.#pos).join("");
    this.#pos = this.#points.length;
    return text;
  }

  #read(text: string): unknown {
    if (typeof this.#mode === "function") return this.#mode(text);
    return this.#mode === "typed" ? typedValue(text) : text;
  }

  #list(): unknown[] {
    this.#pos++;
    const items: unknown[] = [];
    while (true) {
      const [text, last] = this.#until(",}");
      if (last === undefined) throw new SetError("list must terminate with '}'");
      if (last === "}" && this.#points[this.#pos] === ",") this.#pos++;
      items.push(this.#read(text));
      if (last === "}") return items;
    }
  }

  /** A JSON value: it ends where a whole one has been read. */
  #json(): unknown {
    if (this.#blank()) return null;
    const start = this.#pos;
    let depth = 0;
    let inText = false;
    for (; this.#pos < this.#points.length; this.#pos++) {
      const c = this.#points[this.#pos]!;
      if (inText) {
        if (c === "\\") this.#pos++;
        else if (c === '"') inText = false;
      } else if (c === '"') inText = true;
      else if (c === "{" || c === "[") depth++;
      else if (c === "}" || c === "]") depth--;
      else if (c === "," && depth === 0) break;
    }
    const text = this.#points.slice(start, this.#pos).join("");
    this.#blank();
    return decodeJson(text);
  }

  /** Passes space and one comma; whether there was nothing else. */
  #blank(): boolean {
    while (this.#pos < this.#points.length) {
      const c = this.#points[this.#pos]!;
      if (c === ",") {
        this.#pos++;
        return true;
      }
      if (!/\s/.test(c)) return false;
      this.#pos++;
    }
    return true;
  }
}

function put(data: GoMap, key: string, value: unknown): void {
  if (key !== "") data.set(key, value);
}

function putAt(list: unknown[], index: number, value: unknown): unknown[] {
  if (index > LARGEST_INDEX) {
    throw new SetError(
      `index of ${index} is greater than maximum supported index of ${LARGEST_INDEX}`,
    );
  }
  while (list.length <= index) list.push(null);
  list[index] = value;
  return list;
}
