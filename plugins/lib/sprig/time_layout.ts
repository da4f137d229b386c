/** A moment in a zone, in the parts that a layout can show. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly weekday: number;
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly zone: string;
}

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The parts of Go's reference time that a layout is made of, longest first. */
export const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,](?:0+|9+)(?![0-9])|__2|002|01|02|03|04|05|06|_2(?!006)|15|PM|pm|1|2|3|4|5/g;

const two = (value: number) => String(value).padStart(2, "0");

function showOffset(offset: number, element: string): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  const size = Math.abs(offset);
  const [hours, minutes, seconds] = [size / 3600, size % 3600 / 60, size % 60].map(Math.floor);
  const colon = element.includes(":") ? ":" : "";
  const parts = element.slice(1).replaceAll(":", "").length / 2;
  const shown = [hours!, minutes!, seconds!].slice(0, parts).map(two).join(colon);
  return (offset < 0 ? "-" : "+") + shown;
}

function showFraction(nanosecond: number, element: string): string {
  const digits = String(nanosecond).padStart(9, "0").slice(0, element.length - 1);
  if (element[1] === "0") return element[0] + digits;
  const kept = digits.replace(/0+$/, "");
  return kept ? element[0] + kept : "";
}

const SHOW: Readonly<Record<string, (t: Civil) => string>> = {
  January: (t) => MONTHS[t.month - 1]!,
  Jan: (t) => MONTHS[t.month - 1]!.slice(0, 3),
  Monday: (t) => DAYS[t.weekday]!,
  Mon: (t) => DAYS[t.weekday]!.slice(0, 3),
  MST: (t) => t.zone,
  "2006": (t) => String(t.year).padStart(4, "0"),
  "06": (t) => two(t.year % 100),
  "01": (t) => two(t.month),
  "1": (t) => String(t.month),
  "02": (t) => two(t.day),
  "_2": (t) => String(t.day).padStart(2, " "),
  "2": (t) => String(t.day),
  "002": (t) => String(t.yearDay).padStart(3, "0"),
  "__2": (t) => String(t.yearDay).padStart(3, " "),
  "15": (t) => two(t.hour),
  "03": (t) => two(t.hour % 12 || 12),
  "3": (t) => String(t.hour % 12 || 12),
  "04": (t) => two(t.minute),
  "4": (t) => String(t.minute),
  "05": (t) => two(t.second),
  "5": (t) => String(t.second),
  PM: (t) => t.hour >= 12 ? "PM" : "AM",
  pm: (t) => t.hour >= 12 ? "pm" : "am",
};

/** time.Format. */
export function formatTime(time: Civil, layout: string): string {
  return layout.replace(ELEMENT, (element) => {
    const show = SHOW[element];
    if (show) return show(time);
    return /^[.,]/.test(element)
      ? showFraction(time.nanosecond, element)
      : showOffset(time.offset, element);
  });
}

/** What was read of a text by a layout; parts that the layout lacks are Go's defaults. */
export interface ReadTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  offset: number | undefined;
  afternoon: boolean | undefined;
}

const nameIndex = (names: readonly string[], text: string) =>
  names.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;

const READ: Readonly<Record<string, [string, (into: ReadTime, text: string) => void]>> = {
  January: [`(${MONTHS.join("|")})`, (t, text) => t.month = nameIndex(MONTHS, text)],
  Jan: ["([A-Za-z]{3})", (t, text) => t.month = nameIndex(MONTHS, text)],
  Monday: [`(${DAYS.join("|")})`, () => {}],
  Mon: ["([A-Za-z]{3})", () => {}],
  MST: [
    "([A-Z]{3,5}|[+-]\\d{2})",
    (t, text) => t.offset = text === "UTC" || text === "GMT" ? 0 : undefined,
  ],
  "2006": ["(\\d{4})", (t, text) => t.year = Number(text)],
  "06": ["(\\d{2})", (t, text) => t.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000)],
  "01": ["(\\d{2})", (t, text) => t.month = Number(text)],
  "1": ["(\\d{1,2})", (t, text) => t.month = Number(text)],
  "02": ["(\\d{2})", (t, text) => t.day = Number(text)],
  "_2": ["( ?\\d{1,2})", (t, text) => t.day = Number(text)],
  "2": ["(\\d{1,2})", (t, text) => t.day = Number(text)],
  "15": ["(\\d{2})", (t, text) => t.hour = Number(text)],
  "03": ["(\\d{2})", (t, text) => t.hour = Number(text)],
  "3": ["(\\d{1,2})", (t, text) => t.hour = Number(text)],
  "04": ["(\\d{2})", (t, text) => t.minute = Number(text)],
  "4": ["(\\d{1,2})", (t, text) => t.minute = Number(text)],
  "05": ["(\\d{2}(?:[.,]\\d+)?)", readSeconds],
  "5": ["(\\d{1,2}(?:[.,]\\d+)?)", readSeconds],
  PM: ["(AM|PM)", (t, text) => t.afternoon = text === "PM"],
  pm: ["(am|pm)", (t, text) => t.afternoon = text === "pm"],
};

function readSeconds(into: ReadTime, text: string): void {
  const [whole, fraction] = text.split(/[.,]/);
  into.second = Number(whole);
  if (fraction) into.nanosecond = Number(fraction.slice(0, 9).padEnd(9, "0"));
}

function readOffset(into: ReadTime, text: string): void {
  if (text === "Z") into.offset = 0;
  else {
    const digits = text.slice(1).replaceAll(":", "");
    const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4) || 0) * 60;
    into.offset = text[0] === "-" ? -size : size;
  }
}

function offsetPattern(element: string): string {
  const digits = element.replace(/^[Z-]/, "").replace(/\d\d/g, "\\d{2}");
  return element.startsWith("Z") ? `(Z|[+-]${digits})` : `([+-]${digits})`;
}

/** Reads a text by a layout; undefined where it does not fit. */
export function readTime(layout: string, text: string): ReadTime | undefined {
  const { pattern, steps } = patternOf(layout);
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (!match) return undefined;
  const into: ReadTime = {
    year: 0,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    offset: undefined,
    afternoon: undefined,
  };
  steps.forEach((step, i) => step(into, match[i + 1]!));
  if (into.afternoon !== undefined) into.hour = into.hour % 12 + (into.afternoon ? 12 : 0);
  return valid(into) ? into : undefined;
}

/** A layout as a pattern, and what is done with each of its groups. */
function patternOf(layout: string) {
  const steps: ((into: ReadTime, text: string) => void)[] = [];
  let pattern = "";
  let last = 0;
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  for (const { 0: element, index } of layout.matchAll(ELEMENT)) {
    pattern += literal(layout.slice(last, index));
    last = index + element.length;
    const known = READ[element];
    if (known) {
      pattern += known[0];
      steps.push(known[1]);
    } else if (!/^[.,]/.test(element)) {
      pattern += offsetPattern(element);
      steps.push(readOffset);
    }
  }
  return { pattern: pattern + literal(layout.slice(last)), steps };
}

/** Where reading by a layout stops: the element, and the text that it does not fit. */
export function unread(layout: string, text: string): { element: string; rest: string } {
  let last = { element: layout, rest: text };
  for (const { 0: element, index } of layout.matchAll(ELEMENT)) {
    const read = new RegExp(`^${patternOf(layout.slice(0, index)).pattern}`).exec(text);
    if (!read) break;
    last = { element, rest: text.slice(read[0].length) };
  }
  return last;
}

function valid({ year, month, day, hour, minute, second }: ReadTime): boolean {
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  return day >= 1 && day <= new Date(Date.UTC(year || 4, month, 0)).getUTCDate();
}
