import { type Analysis, analyze } from "./analyze.ts";
import { isBreak } from "./characters.ts";
import { MAX_NUMBER, resolvePlain } from "./resolve.ts";
import {
  blockHints,
  doubleText,
  literalText,
  type Place,
  plainText,
  singleText,
  width,
} from "./scalar_text.ts";

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
/** goyaml.v2 folds lines at the first space after this column. */
const WIDTH = 80;
/** A key that is longer (in bytes) is written with `? `. */
const LONGEST_KEY = 128;

/** How goyaml.v2 writes a string. */
type Form = "plain" | "single" | "double" | "literal";

/** Forms of short strings that were met before: the same few keys and words make up most of Kubernetes. */
const known = new Map<string, Form>();
const KNOWN_LENGTH = 40;
const KNOWN_COUNT = 20_000;

function formOf(text: string): Form {
  if (text.length > KNOWN_LENGTH) return decideForm(text);
  let form = known.get(text);
  if (form === undefined) {
    form = decideForm(text);
    if (known.size >= KNOWN_COUNT) known.clear();
    known.set(text, form);
  }
  return form;
}

/** Letters first, then only what no style minds. */
const SAFE = /^[A-Za-z][A-Za-z0-9_./-]{5,}$/;

function decideForm(text: string): Form {
  if (text.length <= KNOWN_LENGTH && SAFE.test(text)) return "plain";
  const analysis = analyze(text, "v2");
  if (text.includes("\n")) return analysis.block ? "literal" : "double";
  const isText = resolvePlain("v2", text).tag === "!!str" && !isBase60(text);
  return isText ? plainForm(analysis) : "double";
}

/** Numbers in base 60, such as 12:30:45, which YAML 1.1 once had. */
const isBase60 = (text: string) =>
  text.length < MAX_NUMBER && text.includes(":") && BASE_60.test(text);

function plainForm(analysis: Analysis): Form {
  if (analysis.blockPlain) return "plain";
  return analysis.single ? "single" : "double";
}

/** A string as the value of a key or an item, with what stands before it on the line. */
export function stringValue(text: string, column: number, indent: number): string {
  const form = formOf(text);
  const place: Place = { column: column + 1, indent, width: WIDTH };
  if (form === "plain") return " " + plainText(text, place);
  if (form === "double") return " " + doubleText(text, place);
  if (form === "single") return " " + singleText(text, place);
  return ` |${blockHints(text, 2)}\n${literalText(text, indent)}`;
}

/** A string as a key, and whether it needs `? ` before it. */
export function stringKey(text: string, column: number): { text: string; complex: boolean } {
  const form = formOf(text);
  if (form === "plain" && text.length <= LONGEST_KEY / 3) return { text, complex: false };
  const multiline = form === "literal" || analyze(text, "v2").multiline;
  const complex = multiline || new TextEncoder().encode(text).length > LONGEST_KEY;
  const place: Place = { column, indent: column, width: Infinity };
  if (complex) return { text: stringValue(text, column + 1, column + 2).slice(1), complex };
  return {
    text: form === "single"
      ? singleText(text, place)
      : form === "plain"
      ? text
      : doubleText(text, place),
    complex,
  };
}

/** What a value is for the writer: its scalars are texts already. */
export interface Shape<T> {
  /** `string` is quoted where it must be; `literal` is written as it is. */
  kind(value: T): "map" | "list" | "string" | "literal";
  text(value: T): string;
  items(value: T): readonly T[];
  /** Keys in the order in which they are written, with their values. */
  entries(value: T): readonly (readonly [string, T])[];
  /** Number of the items or entries. */
  size(value: T): number;
}

/** Writes values of any shape as goyaml.v2 does: two spaces, lists not indented, folded at 80. */
export class SigsWriter<T> {
  readonly #shape: Shape<T>;
  #out = "";
  /** Whether the last line is ended already, which only literal text does. */
  #fresh = false;

  constructor(shape: Shape<T>) {
    this.#shape = shape;
  }

  /** The text of one document. */
  write(value: T): string {
    this.#out = "";
    this.#fresh = false;
    const kind = this.#shape.kind(value);
    if (kind === "map" && this.#shape.size(value) > 0) this.#map(value, 0);
    else if (kind === "list" && this.#shape.size(value) > 0) this.#list(value, 0);
    else this.#put(this.#scalar(value, kind, -1, 2).slice(1));
    return this.#fresh ? this.#out : this.#out + "\n";
  }

  #scalar(value: T, kind: string, column: number, indent: number): string {
    if (kind === "string") return stringValue(this.#shape.text(value), column, indent);
    if (kind === "map") return " {}";
    return kind === "list" ? " []" : " " + this.#shape.text(value);
  }

  #put(text: string): void {
    this.#out += text;
    this.#fresh = isBreak(text.charCodeAt(text.length - 1));
  }

  /** The first key stands where the writer is; the others each on a line of their own. */
  #map(value: T, indent: number): void {
    const margin = " ".repeat(indent);
    let first = true;
    for (const [key, child] of this.#shape.entries(value)) {
      if (!first) this.#put((this.#fresh ? "" : "\n") + margin);
      first = false;
      const { text, complex } = stringKey(key, indent);
      if (complex) {
        this.#out += "? " + text + (isBreak(text.charCodeAt(text.length - 1)) ? "" : "\n") +
          margin + ":";
        this.#complexValue(child, indent);
      } else {
        this.#out += text + ":";
        this.#value(child, indent, indent + width(text) + 1);
      }
    }
  }

  #value(value: T, indent: number, column: number): void {
    const kind = this.#shape.kind(value);
    if (kind === "map" && this.#shape.size(value) > 0) {
      this.#out += "\n" + " ".repeat(indent + 2);
      this.#map(value, indent + 2);
    } else if (kind === "list" && this.#shape.size(value) > 0) {
      this.#out += "\n" + " ".repeat(indent);
      this.#list(value, indent);
    } else this.#put(this.#scalar(value, kind, column, indent + 2));
  }

  #list(value: T, indent: number): void {
    const margin = " ".repeat(indent);
    let first = true;
    for (const item of this.#shape.items(value)) {
      if (!first) this.#put((this.#fresh ? "" : "\n") + margin);
      first = false;
      this.#out += "-";
      this.#complexValue(item, indent);
    }
  }

  /** A value after `-` or a lone `:`, where collections begin on the same line. */
  #complexValue(value: T, indent: number): void {
    const kind = this.#shape.kind(value);
    const inner = indent + 2;
    if (kind === "map" && this.#shape.size(value) > 0) {
      this.#out += " ";
      this.#map(value, inner);
    } else if (kind === "list" && this.#shape.size(value) > 0) {
      this.#out += " ";
      this.#list(value, inner);
    } else this.#put(this.#scalar(value, kind, indent + 1, inner));
  }
}
