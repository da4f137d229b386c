import { fromBytes, toBytes } from "./bytes.ts";
import { formatFloatVerb, formatInteger, pad } from "./format_number.ts";
import { show } from "./print.ts";
import { quote } from "./quote.ts";
import {
  Complex,
  elementType,
  Float32,
  GoObject,
  integerOf,
  Sized,
  sortedKeys,
  typeName,
} from "./values.ts";

/** What stands between the % and the letter. */
export interface Flags {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | undefined;
  precision: number | undefined;
}

/** A width or a precision may not be larger. */
const LARGEST = 1_000_000;

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly unknown[]): string {
  return new Formatter(format, args).run();
}

/** One call of Sprintf: where it is in the format and in its arguments. */
class Formatter {
  readonly #format: string;
  readonly #args: readonly unknown[];
  #pos = 0;
  #next = 0;
  #reordered = false;
  #badIndex = false;
  #out = "";

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format;
    this.#args = args;
  }

  run(): string {
    while (true) {
      const percent = this.#format.indexOf("%", this.#pos);
      if (percent < 0) break;
      this.#out += this.#format.slice(this.#pos, percent);
      this.#pos = percent + 1;
      this.#directive();
    }
    this.#out += this.#format.slice(this.#pos);
    if (!this.#reordered && this.#next < this.#args.length) {
      const extra = this.#args.slice(this.#next).map((arg) =>
        arg === null || arg === undefined ? "<nil>" : `${typeName(arg)}=${show(arg)}`
      );
      this.#out += `%!(EXTRA ${extra.join(", ")})`;
    }
    return this.#out;
  }

  #directive(): void {
    const flags = this.#flags();
    this.#badIndex = false;
    let indexed = this.#index();
    if (this.#peek() === "*") {
      this.#star(flags);
      indexed = false;
    } else {
      flags.width = this.#digits();
      if (indexed && flags.width !== undefined) this.#badIndex = true;
    }
    if (this.#peek() === ".") {
      this.#pos++;
      if (indexed) this.#badIndex = true;
      indexed = this.#index();
      if (this.#peek() === "*") {
        flags.precision = this.#starPrecision();
        indexed = false;
      } else flags.precision = this.#digits() ?? 0;
    }
    if (!indexed) this.#index();
    const verb = this.#verb();
    if (verb === undefined) this.#out += "%!(NOVERB)";
    else if (verb === "%") this.#out += "%";
    else if (this.#badIndex) this.#out += `%!${verb}(BADINDEX)`;
    else if (this.#next >= this.#args.length) this.#out += `%!${verb}(MISSING)`;
    else this.#out += formatArgument(this.#args[this.#next++], verb, flags);
  }

  #peek(): string | undefined {
    return this.#format[this.#pos];
  }

  #verb(): string | undefined {
    const point = this.#format.codePointAt(this.#pos);
    if (point === undefined) return undefined;
    const verb = String.fromCodePoint(point);
    this.#pos += verb.length;
    return verb;
  }

  #flags(): Flags {
    const flags: Flags = {
      plus: false,
      minus: false,
      sharp: false,
      space: false,
      zero: false,
      width: undefined,
      precision: undefined,
    };
    for (;; this.#pos++) {
      const c = this.#format[this.#pos];
      if (c === "#") flags.sharp = true;
      else if (c === "0") flags.zero = true;
      else if (c === "+") flags.plus = true;
      else if (c === "-") flags.minus = true;
      else if (c === " ") flags.space = true;
      else return flags;
    }
  }

  /** `[n]`: which argument is next. Whether there was a number, in range or not. */
  #index(): boolean {
    if (this.#peek() !== "[") return false;
    this.#reordered = true;
    const close = this.#format.indexOf("]", this.#pos + 1);
    if (close < 0 || this.#pos + 3 > this.#format.length) {
      this.#pos++;
      this.#badIndex = true;
      return false;
    }
    const text = this.#format.slice(this.#pos + 1, close);
    this.#pos = close + 1;
    const number = /^[0-9]{1,7}$/.test(text) ? Number(text) : undefined;
    if (number === undefined || number < 1 || number > this.#args.length) this.#badIndex = true;
    else this.#next = number - 1;
    return number !== undefined;
  }

  #digits(): number | undefined {
    const [digits] = /^[0-9]+/.exec(this.#format.slice(this.#pos, this.#pos + 9)) ?? [];
    if (digits === undefined) return undefined;
    if (Number(digits.slice(0, -1)) > LARGEST) {
      this.#pos = this.#format.length;
      return undefined;
    }
    this.#pos += digits.length;
    return Number(digits);
  }

  /** `*`: the width from an argument. */
  #star(flags: Flags): void {
    const width = this.#intArgument();
    if (width === undefined) this.#out += "%!(BADWIDTH)";
    else flags.width = Math.abs(width);
    if (width !== undefined && width < 0) {
      flags.minus = true;
      flags.zero = false;
    }
  }

  #starPrecision(): number | undefined {
    const precision = this.#intArgument();
    if (precision !== undefined && precision >= 0) return precision;
    this.#out += "%!(BADPREC)";
    return undefined;
  }

  #intArgument(): number | undefined {
    this.#pos++;
    const number = integerOf(this.#args[this.#next]);
    if (this.#next < this.#args.length) this.#next++;
    if (number === undefined || number > LARGEST || number < -LARGEST) return undefined;
    return Number(number);
  }
}

const isNil = (value: unknown): boolean => value === null || value === undefined;

/** A verb that does not go with a value: both are shown, the value with the width that was meant for it. */
const bad = (value: unknown, verb: string, flags: Flags): string =>
  `%!${verb}(${typeName(value)}=${formatPlain(value, flags)})`;

/** One argument by one verb. */
function formatArgument(value: unknown, verb: string, flags: Flags): string {
  if (isNil(value)) return "Tv".includes(verb) ? pad("<nil>", flags) : `%!${verb}(<nil>)`;
  if (verb === "T") return formatString(typeName(value), "s", flags);
  if (verb !== "v") return formatValue(value, verb, flags);
  if (flags.sharp) return pad(goSyntax(value), flags);
  return formatPlain(value, { ...flags, plus: false });
}

/** A value, or one in a collection, by a verb. */
function formatValue(value: unknown, verb: string, flags: Flags): string {
  if (isNil(value)) return "<nil>";
  if (typeof value === "boolean") {
    return verb === "t" ? pad(String(value), flags) : bad(value, verb, flags);
  }
  if (typeof value === "string") return formatString(value, verb, flags);
  const integer = integerOf(value);
  if (integer !== undefined) {
    const unsigned = value instanceof Sized && value.unsigned;
    return formatInteger(integer, verb, flags, unsigned) ?? bad(value, verb, flags);
  }
  if (typeof value === "number") {
    return formatFloatVerb(value, verb, flags, 64) ?? bad(value, verb, flags);
  }
  if (value instanceof Float32) {
    return formatFloatVerb(value.value, verb, flags, 32) ?? bad(value, verb, flags);
  }
  if (value instanceof Complex) return formatComplex(value, verb, flags);
  if (value instanceof Uint8Array) return formatBytes(value, verb, flags);
  if (value instanceof GoObject) {
    if ("sxXq".includes(verb)) return formatString(value.text(), verb, flags);
    return value.plain === value ? bad(value, verb, flags) : formatValue(value.plain, verb, flags);
  }
  return formatCollection(value, (item) => formatValue(item, verb, flags), " ");
}

function formatCollection(
  value: unknown,
  item: (value: unknown) => string,
  between: string,
): string {
  if (Array.isArray(value)) return `[${value.map(item).join(between)}]`;
  if (!(value instanceof Map)) return "0x0";
  const entries = sortedKeys(value).map((key) => `${item(key)}:${item(value.get(key))}`);
  return `map[${entries.join(between)}]`;
}

function formatComplex(value: Complex, verb: string, flags: Flags): string {
  const real = formatFloatVerb(value.real, verb, flags, 64);
  const imaginary = formatFloatVerb(value.imaginary, verb, { ...flags, plus: true }, 64);
  return real === undefined ? bad(value, verb, flags) : `(${real}${imaginary}i)`;
}

function formatString(text: string, verb: string, flags: Flags): string {
  const cut = (value: string) =>
    flags.precision === undefined ? value : [...value].slice(0, flags.precision).join("");
  if (verb === "s") return pad(cut(text), flags);
  if (verb === "q") {
    const short = cut(text);
    const raw = flags.sharp && !/[`\p{Cc}\ufeff]/u.test(short.replaceAll("\t", ""));
    return pad(raw ? "`" + short + "`" : quote(short, flags.plus), flags);
  }
  if (verb === "x" || verb === "X") return formatHex(toBytes(text), verb, flags);
  return bad(text, verb, flags);
}

function formatHex(bytes: Uint8Array, verb: "x" | "X", flags: Flags): string {
  const shown = flags.precision === undefined ? bytes : bytes.subarray(0, flags.precision);
  const lead = flags.sharp && shown.length > 0 ? "0" + verb : "";
  const digits = [...shown].map((byte) => byte.toString(16).padStart(2, "0"));
  const text = lead + digits.join(flags.space ? " " + lead : "");
  return pad(verb === "X" ? text.toUpperCase() : text, flags);
}

function formatBytes(bytes: Uint8Array, verb: string, flags: Flags): string {
  if (verb === "s" || verb === "q" || verb === "x" || verb === "X") {
    return formatString(fromBytes(bytes), verb, flags);
  }
  const item = (byte: number) =>
    formatInteger(BigInt(byte), verb, flags, true) ??
      bad(new Sized("uint8", BigInt(byte)), verb, flags);
  return `[${[...bytes].map(item).join(" ")}]`;
}

/** A value as %v writes it, where the flags say nothing of Go's syntax or of structs. */
function formatPlain(value: unknown, flags: Flags): string {
  if (typeof value === "string") return formatString(value, "s", flags);
  const integer = integerOf(value);
  if (integer !== undefined) {
    return formatInteger(integer, "d", flags, value instanceof Sized && value.unsigned)!;
  }
  if (typeof value === "number") return formatFloatVerb(value, "g", flags, 64)!;
  if (value instanceof Float32) return formatFloatVerb(value.value, "g", flags, 32)!;
  if (value instanceof Complex) return formatComplex(value, "g", flags);
  if (value instanceof Uint8Array) return formatBytes(value, "d", flags);
  if (Array.isArray(value) || value instanceof Map) {
    return formatCollection(
      value,
      (item) => isNil(item) ? "<nil>" : formatPlain(item, flags),
      " ",
    );
  }
  if (value instanceof GoObject) return formatString(value.text(), "s", flags);
  return pad(show(value), flags);
}

/** A value as %#v writes it. */
export function goSyntax(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === null || value === undefined) return "<nil>";
  const inner = (item: unknown) => item === null ? "interface {}(nil)" : goSyntax(item);
  if (Array.isArray(value)) {
    return `[]${elementType(value)}{${value.map(inner).join(", ")}}`;
  }
  if (value instanceof Map) {
    const entries = sortedKeys(value).map((key) => `${quote(key)}:${inner(value.get(key))}`);
    return `${typeName(value)}{${entries.join(", ")}}`;
  }
  if (value instanceof Uint8Array) {
    return `[]byte{${[...value].map((byte) => "0x" + byte.toString(16)).join(", ")}}`;
  }
  if (value instanceof Sized && value.unsigned) return "0x" + value.value.toString(16);
  return show(value);
}
