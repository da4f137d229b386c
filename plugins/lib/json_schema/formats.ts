import { builtin } from "../builtin/mod.ts";
import { patternProblem } from "../sprig/mod.ts";

/** Why a text is not of a format; undefined where it is, or the format is not known. */
type Check = (text: string) => string | undefined;

const pattern = (regex: RegExp, words: string): Check => (text) =>
  regex.test(text) ? undefined : words;
const DATE = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
const TIME =
  "(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[zZ]|[+-][0-9]{2}:[0-9]{2})";
const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/;

function uri(text: string): string | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) return undefined;
  return text.startsWith(":") ? `parse "${text}": missing protocol scheme` : "relative url";
}

function hostname(text: string): string | undefined {
  const odd = [...text].find((c) => !/[A-Za-z0-9.-]/.test(c));
  if (odd !== undefined) return `invalid character '${odd}'`;
  return HOST.test(text) ? undefined : "invalid host";
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function date(text: string): string | undefined {
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return "invalid date";
  const days = DAYS[month - 1];
  if (days === undefined) return `parsing time "${text}": month out of range`;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = month === 2 && !leap ? 28 : days;
  return day >= 1 && day <= most ? undefined : `parsing time "${text}": day out of range`;
}

const DURATION =
  /^P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)$/;

function duration(text: string): string | undefined {
  if (!text.startsWith("P")) return "must start with P";
  return DURATION.test(text) ? undefined : "invalid duration";
}

/** What can be asserted of a text. */
export const FORMATS: ReadonlyMap<string, Check> = new Map([
  ["uri", uri],
  ["iri", uri],
  ["ipv4", (text: string) => builtin.net.isIP(text) === 4 ? undefined : "expected four decimals"],
  ["ipv6", (text: string) => builtin.net.isIP(text) === 6 ? undefined : "invalid IPv6 address"],
  ["hostname", hostname],
  ["duration", duration],
  ["regex", patternProblem],
  ["email", pattern(/^[^\s@]+@[^\s@]+$/, "missing @")],
  ["date", date],
  ["time", pattern(new RegExp(`^${TIME}$`), "invalid time")],
  ["date-time", pattern(new RegExp(`^${DATE}[tT]${TIME}$`), "invalid date-time")],
  ["uuid", pattern(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must have 5 elements")],
  ["json-pointer", pattern(/^(?:\/(?:[^~/]|~[01])*)*$/, "not starting with /")],
]);
