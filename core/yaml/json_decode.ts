import type { Value, ValueMap } from "./decode.ts";
import { MAX_DEPTH } from "./scanner.ts";

/** Why a text is no JSON, or a value cannot be written as such, in encoding/json's words. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  /** Offset of the character that is wrong, -1 where a value is. */
  readonly offset: number;

  constructor(message: string, offset = -1) {
    super(message);
    this.offset = offset;
  }
}

/** How numbers are kept. */
export interface JsonOptions {
  /** `float` (the default, as Go decodes into interface{}): every number is a float64. `exact`: integers are bigints. */
  readonly numbers?: "float" | "exact";
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const STRING = "in string literal";

/** Reads JSON as Go does; the last of equal keys wins. Throws JsonError. */
export function decodeJson(text: string, options: JsonOptions = {}): Value {
  return new Reader(text, options.numbers ?? "float").whole();
}

class Reader {
  readonly #text: string;
  readonly #numbers: "float" | "exact";
  #pos = 0;
  #depth = 0;

  constructor(text: string, numbers: "float" | "exact") {
    this.#text = text;
    this.#numbers = numbers;
  }

  whole(): Value {
    const value = this.#value("looking for beginning of value");
    this.#space();
    if (this.#pos < this.#text.length) throw this.#wrong("after top-level value");
    return value;
  }

  #wrong(where: string): JsonError {
    const ended = this.#pos >= this.#text.length;
    // At the end Go reads one space more, which is wrong inside of a word, a number or an escape.
    if (ended && !/ literal|escape/.test(where) || where === STRING) {
      if (ended) return new JsonError("unexpected end of JSON input", this.#pos);
    }
    const c = ended ? " " : String.fromCodePoint(this.#text.codePointAt(this.#pos)!);
    const quoted = c === "'" ? `'\\''` : c === '"' ? `'"'` : `'${JSON.stringify(c).slice(1, -1)}'`;
    return new JsonError(`invalid character ${quoted} ${where}`, this.#pos);
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text[this.#pos] ?? "x")) this.#pos++;
  }

  #value(where: string): Value {
    this.#space();
    const c = this.#text[this.#pos];
    if (c === '"') return this.#string();
    if (c === "{") return this.#deeper(() => this.#object());
    if (c === "[") return this.#deeper(() => this.#array());
    if (c === "t") return this.#word("true", true);
    if (c === "f") return this.#word("false", false);
    if (c === "n") return this.#word("null", null);
    if (c === "-" || (c !== undefined && c >= "0" && c <= "9")) return this.#number();
    throw this.#wrong(where);
  }

  #deeper(read: () => Value): Value {
    if (++this.#depth > MAX_DEPTH) throw new JsonError("exceeded max depth", this.#pos);
    this.#pos++;
    const value = read();
    this.#depth--;
    return value;
  }

  #word(word: string, value: boolean | null): boolean | null {
    for (const c of word) {
      if (this.#text[this.#pos] !== c) throw this.#wrong(`in literal ${word} (expecting '${c}')`);
      this.#pos++;
    }
    return value;
  }

  #digits(where: string): void {
    const from = this.#pos;
    while (/[0-9]/.test(this.#text[this.#pos] ?? "")) this.#pos++;
    if (this.#pos === from) throw this.#wrong(where);
  }

  #number(): bigint | number {
    const from = this.#pos;
    let whole = true;
    if (this.#text[this.#pos] === "-") this.#pos++;
    if (this.#text[this.#pos] === "0") this.#pos++;
    else this.#digits("in numeric literal");
    if (this.#text[this.#pos] === ".") {
      this.#pos++;
      whole = false;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text[this.#pos] ?? "")) {
      this.#pos++;
      whole = false;
      if (/[+-]/.test(this.#text[this.#pos] ?? "")) this.#pos++;
      this.#digits("in exponent of numeric literal");
    }
    const text = this.#text.slice(from, this.#pos);
    if (whole && this.#numbers === "exact") return BigInt(text);
    const value = Number(text);
    if (Number.isFinite(value)) return value;
    throw new JsonError(
      `json: cannot unmarshal number ${text} into Go value of type float64`,
      from,
    );
  }

  #string(): string {
    let value = "";
    this.#pos++;
    while (true) {
      const from = this.#pos;
      // deno-lint-ignore no-control-regex
      const stop = /["\\\0-\x1f]/g;
      stop.lastIndex = from;
      this.#pos = stop.exec(this.#text)?.index ?? this.#text.length;
      value += this.#text.slice(from, this.#pos);
      const c = this.#text[this.#pos];
      if (c === '"') break;
      if (c !== "\\") throw this.#wrong(STRING);
      value += this.#escape();
    }
    this.#pos++;
    return value.toWellFormed();
  }

  #escape(): string {
    this.#pos++;
    const c = this.#text[this.#pos] ?? "";
    if (c === "u") {
      this.#pos++;
      const from = this.#pos;
      for (; this.#pos < from + 4; this.#pos++) {
        if (!/[0-9a-fA-F]/.test(this.#text[this.#pos] ?? "")) {
          throw this.#wrong("in \\u hexadecimal character escape");
        }
      }
      return String.fromCharCode(parseInt(this.#text.slice(from, from + 4), 16));
    }
    const plain = Object.hasOwn(ESCAPES, c) ? ESCAPES[c] : undefined;
    if (plain === undefined) throw this.#wrong("in string escape code");
    this.#pos++;
    return plain;
  }

  #array(): Value[] {
    const items: Value[] = [];
    this.#space();
    if (this.#text[this.#pos] === "]") {
      this.#pos++;
      return items;
    }
    while (true) {
      items.push(this.#value("looking for beginning of value"));
      if (this.#ends("]", "after array element")) return items;
    }
  }

  #object(): ValueMap {
    const fields: ValueMap = new Map();
    this.#space();
    if (this.#text[this.#pos] === "}") {
      this.#pos++;
      return fields;
    }
    while (true) {
      this.#space();
      if (this.#text[this.#pos] !== '"') {
        throw this.#wrong("looking for beginning of object key string");
      }
      const key = this.#string();
      this.#space();
      if (this.#text[this.#pos] !== ":") throw this.#wrong("after object key");
      this.#pos++;
      fields.set(key, this.#value("looking for beginning of value"));
      if (this.#ends("}", "after object key:value pair")) return fields;
    }
  }

  #ends(close: string, where: string): boolean {
    this.#space();
    const c = this.#text[this.#pos];
    if (c !== close && c !== ",") throw this.#wrong(where);
    this.#pos++;
    return c === close;
  }
}
