/** Go's time.Parse, with what it says of a text that does not fit. */
import { CallError } from "../gotemplate/mod.ts";
import { DAYS, ELEMENT, MONTHS } from "./time_layout.ts";

/** What was read; -1 stands for what the layout lacks. */
export interface ReadTime {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  /** Seconds east of UTC, where the text says them; UTC counts. */
  offset?: number;
  /** The name of the zone, where the text has one. */
  zone?: string;
  afternoon?: boolean;
}

/** Why an element does not fit: undefined where that is all, else which range it leaves. */
class Misfit {
  readonly range: string | undefined;
  /** What of the text is left behind the element. */
  readonly rest: string;

  constructor(range?: string, rest = "") {
    this.range = range;
    this.rest = rest;
  }
}

/** Reads an element at the beginning of a text; gives what is left. Throws Misfit. */
type Read = (into: ReadTime, text: string, element: string, next: string | undefined) => string;

function quoted(text: string): string {
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === "\\") out += `\\${character}`;
    else if (code >= 32 && code < 128) out += character;
    else {
      for (const byte of new TextEncoder().encode(character)) {
        out += `\\x${byte.toString(16).padStart(2, "0")}`;
      }
    }
  }
  return `"${out}"`;
}

/** The match of a pattern at the beginning, and what is behind it. */
function cut(text: string, pattern: RegExp): [match: string, rest: string] {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw new Misfit();
  return [found, text.slice(found.length)];
}

const FIXED = /^\d\d/;
const LOOSE = /^\d\d?/;

const number =
  (field: "hour" | "minute" | "second" | "month", least: number, most: number): Read =>
  (into, text, element) => {
    const [digits, rest] = cut(text, /^0/.test(element) ? FIXED : LOOSE);
    into[field] = Number(digits);
    if (into[field] < least || into[field] > most) throw new Misfit(field, rest);
    return rest;
  };

const name =
  (names: readonly string[], length: number, take: (into: ReadTime, i: number) => void) =>
  (into: ReadTime, text: string): string => {
    const short = names.map((one) => one.slice(0, length));
    const i = short.findIndex((one) =>
      text.slice(0, one.length).toLowerCase() === one.toLowerCase()
    );
    if (i < 0) throw new Misfit();
    take(into, i);
    return text.slice(short[i]!.length);
  };

const month = (into: ReadTime, i: number) => void (into.month = i + 1);

const day: Read = (into, text, element) => {
  const [digits, rest] = cut(
    element === "_2" ? text.replace(/^ /, "") : text,
    element === "02" ? FIXED : LOOSE,
  );
  into.day = Number(digits);
  return rest;
};

const yearDay: Read = (into, text, element) => {
  const [digits, rest] = element === "002"
    ? cut(text, /^\d{3}/)
    : cut(text.replace(/^ {1,2}/, ""), /^\d{1,3}/);
  into.yearDay = Number(digits);
  return rest;
};

function fraction(into: ReadTime, text: string): void {
  into.nanosecond = Number(text.slice(1, 10).padEnd(9, "0"));
}

const second: Read = (into, text, element, next) => {
  const rest = number("second", 0, 59)(into, text, element, next);
  const more = /^[.,]\d+/.exec(rest)?.[0];
  if (more === undefined || (next !== undefined && /^[.,]/.test(next))) return rest;
  fraction(into, more);
  return rest.slice(more.length);
};

const part: Read = (into, text, element) => {
  if (element[1] === "9") {
    const more = /^[.,]\d+/.exec(text)?.[0] ?? "";
    if (more !== "") fraction(into, more);
    return text.slice(more.length);
  }
  const [more, rest] = cut(text, new RegExp(`^[.,]\\d{${element.length - 1}}`));
  fraction(into, more);
  return rest;
};

const half = (after: string, before: string): Read => (into, text) => {
  if (!text.startsWith(after) && !text.startsWith(before)) throw new Misfit();
  into.afternoon = text.startsWith(after);
  return text.slice(2);
};

const OFFSET_PARTS = ["hour", "minute", "second"] as const;
const OFFSET_MOST = [24, 60, 60] as const;

const offset: Read = (into, text, element) => {
  if (element.startsWith("Z") && text.startsWith("Z")) {
    into.offset = 0;
    return text.slice(1);
  }
  const shape = element.slice(1).replace(/\d\d/g, "(\\d\\d)");
  const found = new RegExp(`^([+-])${shape}`).exec(text);
  if (!found) throw new Misfit();
  const [whole, sign, ...parts] = found;
  const rest = text.slice(whole.length);
  const numbers = OFFSET_PARTS.map((_, i) => Number(parts[i] ?? 0));
  const wrong = numbers.findLastIndex((one, i) => one > OFFSET_MOST[i]!);
  if (wrong >= 0) throw new Misfit(`time zone offset ${OFFSET_PARTS[wrong]}`, rest);
  const size = numbers[0]! * 3600 + numbers[1]! * 60 + numbers[2]!;
  into.offset = sign === "-" ? -size : size;
  return rest;
};

const ZONE =
  /^(?:ChST|MeST|GMT(?:[+-](?:2[0-3]|[01]?\d)(?!\d))?|[+-](?:2[0-3]|[01]?\d)(?!\d)|(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z]))/;

const zone: Read = (into, text) => {
  if (text.startsWith("UTC")) {
    into.offset = 0;
    return text.slice(3);
  }
  const [found, rest] = cut(text, ZONE);
  into.zone = found;
  return rest;
};

const READ: Readonly<Record<string, Read>> = {
  January: name(MONTHS, 99, month),
  Jan: name(MONTHS, 3, month),
  Monday: name(DAYS, 99, () => {}),
  Mon: name(DAYS, 3, () => {}),
  MST: zone,
  "2006"(into, text) {
    const [digits, rest] = cut(text, /^\d{4}/);
    into.year = Number(digits);
    return rest;
  },
  "06"(into, text) {
    const [digits, rest] = cut(text, FIXED);
    into.year = Number(digits) + (Number(digits) >= 69 ? 1900 : 2000);
    return rest;
  },
  "01": number("month", 1, 12),
  "1": number("month", 1, 12),
  "02": day,
  "_2": day,
  "2": day,
  "002": yearDay,
  "__2": yearDay,
  "15": (into, text) => number("hour", 0, 23)(into, text, "15", undefined),
  "03": number("hour", 0, 12),
  "3": number("hour", 0, 12),
  "04": number("minute", 0, 59),
  "4": number("minute", 0, 59),
  "05": second,
  "5": second,
  PM: half("PM", "AM"),
  pm: half("pm", "am"),
};

/** Goes over what stands between elements; a run of spaces is as good as another. The second says whether it was there. */
function skip(text: string, literal: string): [rest: string, ok: boolean] {
  let [left, wanted] = [text, literal];
  while (wanted !== "") {
    if (wanted[0] === " ") {
      if (left !== "" && left[0] !== " ") return [left, false];
      wanted = wanted.replace(/^ +/, "");
      left = left.replace(/^ +/, "");
    } else if (left[0] !== wanted[0]) return [left, false];
    else [left, wanted] = [left.slice(1), wanted.slice(1)];
  }
  return [left, true];
}

const daysIn = (year: number, month: number): number =>
  new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();

/** Sets month and day by the day of the year. The answer says what is wrong. */
function settleDay(read: ReadTime): string | undefined {
  if (read.yearDay >= 0) {
    const date = new Date(new Date(0).setUTCFullYear(read.year, 0, read.yearDay));
    if (read.yearDay < 1 || date.getUTCFullYear() !== read.year) return "day-of-year out of range";
    const [month, day] = [date.getUTCMonth() + 1, date.getUTCDate()];
    if (read.month >= 0 && read.month !== month) return "day-of-year does not match month";
    if (read.day >= 0 && read.day !== day) return "day-of-year does not match day";
    [read.month, read.day] = [month, day];
  }
  if (read.month < 0) read.month = 1;
  if (read.day < 0) read.day = 1;
  return read.day < 1 || read.day > daysIn(read.year, read.month) ? "day out of range" : undefined;
}

/** Reads a text by a layout. Throws CallError in Go's words. */
export function readTime(layout: string, text: string): ReadTime {
  const fail = (message: string): never => {
    throw new CallError(`parsing time ${quoted(text)}${message}`);
  };
  const unfit = (element: string, rest: string) =>
    fail(` as ${quoted(layout)}: cannot parse ${quoted(rest)} as ${quoted(element)}`);
  const read: ReadTime = {
    ...{ year: 0, month: -1, day: -1, yearDay: -1 },
    ...{ hour: 0, minute: 0, second: 0, nanosecond: 0 },
  };
  let [left, last] = [text, 0];
  const pass = (literal: string) => {
    const [rest, ok] = skip(left, literal);
    if (!ok) unfit(literal, rest);
    left = rest;
  };
  const elements = [...layout.matchAll(ELEMENT)];
  elements.forEach(({ 0: element, index }, i) => {
    pass(layout.slice(last, index));
    last = index + element.length;
    const take = READ[element] ?? (/^[.,]/.test(element) ? part : offset);
    try {
      left = take(read, left, element, elements[i + 1]?.[0]);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      if (error.range !== undefined) fail(`: ${error.range} out of range`);
      unfit(element, left);
    }
  });
  pass(layout.slice(last));
  if (left !== "") fail(`: extra text: ${quoted(left)}`);
  if (read.afternoon !== undefined) read.hour = read.hour % 12 + (read.afternoon ? 12 : 0);
  const wrong = settleDay(read);
  if (wrong !== undefined) fail(`: ${wrong}`);
  return read;
}
