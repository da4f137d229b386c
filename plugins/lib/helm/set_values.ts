import { decodeJson } from "contract/yaml";
import { type GoMap, int64, parseInt64, quote, sprintf, typeName } from "../gotemplate/mod.ts";

/** Why a `--set` text is wrong, in Helm's words. */
export class SetError extends Error {
  override readonly name = "SetError";
}

/** How values are read: typed (`--set`), as texts (`--set-string`), or as JSON (`--set-json`). */
export type SetMode = "typed" | "text" | "json";

/** What numbers and words of JSON are made of. */
const SCALAR = /^[\w+.-]$/;
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

/** A key that leads through a value of another type. */
function wrongType(value: unknown, wanted: string): SetError {
  const found = value === null ? "nil" : typeName(value);
  return new SetError(
    `unable to parse key: interface conversion: interface {} is ${found}, not ${wanted}`,
  );
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
    if (last === "=") {
      const ended = this.#pos >= this.#points.length && !this.#literal && this.#mode !== "json";
      put(data, key, this.#value());
      return !ended;
    }
    if (last === "[") return this.#listKey(data, key, depth);
    return this.#nested(data, key, depth + 1);
  }

  #listKey(data: GoMap, key: string, depth: number): boolean {
    const index = this.#index();
    if (index === undefined) return false;
    const list = data.get(key);
    if (list !== undefined && !Array.isArray(list)) {
      throw wrongType(list, "[]interface {}");
    }
    const item = this.#item(list ?? [], index, depth);
    put(data, key, item.list);
    return item.more;
  }

  #nested(data: GoMap, key: string, depth: number): boolean {
    if (depth > DEEPEST) {
      throw new SetError(
        `value name nested level is greater than maximum supported nested level of ${DEEPEST}`,
      );
    }
    const existing = data.get(key);
    if (existing !== undefined && !(existing instanceof Map)) {
      throw wrongType(existing, "map[string]interface {}");
    }
    const inner: GoMap = existing ?? new Map();
    const more = this.#key(inner, depth);
    if (more && inner.size === 0) throw new SetError(`key map ${quote(key)} has no value`);
    if (inner.size > 0) put(data, key, inner);
    return more;
  }

  /** The number in brackets; undefined where the text ends before. */
  #index(): number | undefined {
    const [text, last] = this.#until("]");
    if (last === undefined) return undefined;
    const index = parseInt64(text, 10);
    if (index === undefined) {
      throw new SetError(
        `error parsing index: strconv.Atoi: parsing ${quote(text)}: invalid syntax`,
      );
    }
    return Number(index);
  }

  /** Sets an item. A text that ends before its value leaves the list as it was. */
  #item(list: unknown[], index: number, depth: number): { list: unknown[]; more: boolean } {
    if (index < 0) throw new SetError(`negative ${index} index not allowed`);
    const [text, last] = this.#until("[.=");
    if (text !== "") {
      const points = [...text].map((point) => BigInt(point.codePointAt(0)!));
      throw new SetError(sprintf("unexpected data at end of array index: %q", [points]));
    }
    const whole = (value: unknown) => ({ list: putAt(list, index, value), more: true });
    const ended = { list, more: false };
    if (last === undefined) return ended;
    if (last === "=") return whole(this.#value());
    const existing = list[index];
    if (last === "[") {
      if (existing !== undefined && existing !== null && !Array.isArray(existing)) {
        throw wrongType(existing, "[]interface {}");
      }
      const next = this.#index();
      const inner = next === undefined ? ended : this.#item(existing ?? [], next, depth);
      return inner.more ? whole(inner.list) : ended;
    }
    const map: GoMap = existing instanceof Map ? existing : new Map();
    return this.#key(map, depth) ? whole(map) : ended;
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
    do {
      const c = this.#points[this.#pos];
      if (c === '"') this.#quoted();
      else if (c === undefined || SCALAR.test(c)) this.#scalar();
      else {
        if (c === "{" || c === "[") depth++;
        else if (c === "}" || c === "]") depth--;
        this.#pos++;
      }
    } while (depth > 0 && this.#pos < this.#points.length);
    const text = this.#points.slice(start, this.#pos).join("");
    this.#blank();
    return decodeJson(text);
  }

  /** Passes a text in quotes. */
  #quoted(): void {
    for (this.#pos++; this.#pos < this.#points.length; this.#pos++) {
      const c = this.#points[this.#pos];
      if (c === "\\") this.#pos++;
      else if (c === '"') break;
    }
    this.#pos++;
  }

  /** Passes a number, or a word. */
  #scalar(): void {
    while (SCALAR.test(this.#points[this.#pos] ?? " ")) this.#pos++;
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
