import { isIP } from "node:net";

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

/** What can be asserted of a text. */
export const FORMATS: ReadonlyMap<string, Check> = new Map([
  ["uri", uri],
  ["iri", uri],
  ["ipv4", (text: string) => isIP(text) === 4 ? undefined : "expected four decimals"],
  ["ipv6", (text: string) => isIP(text) === 6 ? undefined : "invalid IPv6 address"],
  ["hostname", pattern(HOST, "invalid host")],
  ["email", pattern(/^[^\s@]+@[^\s@]+$/, "missing @")],
  ["date", pattern(new RegExp(`^${DATE}$`), "invalid date")],
  ["time", pattern(new RegExp(`^${TIME}$`), "invalid time")],
  ["date-time", pattern(new RegExp(`^${DATE}[tT]${TIME}$`), "invalid date-time")],
  ["uuid", pattern(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must have 5 elements")],
  ["json-pointer", pattern(/^(?:\/(?:[^~/]|~[01])*)*$/, "not starting with /")],
]);
