import { isAddress, isBlock } from "../../lib/cel/mod.ts";
import { isDns1035Label } from "../../lib/kubernetes_names/mod.ts";

const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const dateTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[tT ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([zZ]|[+-]([01]\d|2[0-3]):?[0-5]\d)?$/;
const duration = /^[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h)?)+$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const uuidVersion = (version: number) =>
  new RegExp(
    `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${
      version === 3 ? "[0-9a-f]" : "[89ab]"
    }[0-9a-f]{3}-?[0-9a-f]{12}$`,
    "i",
  );
const hostname =
  /^[a-z0-9](-?[a-z0-9]{0,62})?$|^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** The formats that the server checks; others are taken as they come. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "bsonobjectid": (text) => /^[0-9a-f]{24}$/i.test(text),
  "uri": isUri,
  "email": (text) => /^[^@\s<>]+@[^@\s<>]+$/.test(text),
  "hostname": (text) => text.length <= 255 && hostname.test(text),
  "ipv4": (text) => isAddress(text) && !text.includes(":"),
  "ipv6": (text) => isAddress(text) && text.includes(":"),
  "cidr": (text) => isBlock(text),
  "mac": (text) =>
    /^([0-9a-f]{2}[:-]){5}([0-9a-f]{2}[:-]?[0-9a-f]{2}[:-]?)?[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/i
      .test(text),
  "uuid": (text) => uuid.test(text),
  "uuid3": (text) => uuidVersion(3).test(text),
  "uuid4": (text) => uuidVersion(4).test(text),
  "uuid5": (text) => uuidVersion(5).test(text),
  "isbn": (text) => isbn(text, 10) || isbn(text, 13),
  "isbn10": (text) => isbn(text, 10),
  "isbn13": (text) => isbn(text, 13),
  "creditcard": (text) =>
    /^\d{13,19}$/.test(text.replace(/[ -]/g, "")) && luhn(text.replace(/[ -]/g, "")),
  "ssn": (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  "hexcolor": (text) => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  "rgbcolor": isRgb,
  "byte": (text) =>
    /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && text !== "",
  "password": () => true,
  "date": (text) => date.test(text) && new Date(text).toISOString().startsWith(text),
  "duration": isDuration,
  "datetime": (text) => dateTime.test(text),
  "date-time": (text) => dateTime.test(text) && !text.includes(" "),
  "k8s-short-name": (text) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text),
  "k8s-long-name": (text) =>
    text.length <= 253 &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text),
};

function isUri(text: string): boolean {
  if (text.startsWith("/")) return true;
  return /^[a-z][a-z0-9+.-]*:[^\s]*$/i.test(text) && URL.canParse(text);
}

function isDuration(text: string): boolean {
  if (text === "0" || (duration.test(text) && /[a-zµ]$/.test(text))) return true;
  return /^\d+(\.\d+)? *(ns|us|ms|s|m|h|d|w|nanoseconds?|microseconds?|milliseconds?|seconds?|minutes?|hours?|days?|weeks?)$/
    .test(text);
}

function isRgb(text: string): boolean {
  const match = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text);
  return match !== null && match.slice(1).every((part) => Number(part) < 256);
}

function isbn(text: string, length: number): boolean {
  const digits = text.replace(/[ -]/g, "");
  if (length === 10) {
    if (!/^\d{9}[\dX]$/.test(digits)) return false;
    return [...digits].reduce((sum, d, i) => sum + (d === "X" ? 10 : Number(d)) * (10 - i), 0) %
        11 === 0;
  }
  return /^\d{13}$/.test(digits) &&
    [...digits].reduce((sum, d, i) => sum + Number(d) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

function luhn(digits: string): boolean {
  return [...digits].reverse().reduce((sum, d, i) => {
        const doubled = Number(d) * (i % 2 === 1 ? 2 : 1);
        return sum + (doubled > 9 ? doubled - 9 : doubled);
      }, 0) % 10 === 0;
}

/** Whether a name is one of DNS-1035, as CRD names are. */
export function isLowerLabel(text: string): boolean {
  return isDns1035Label(text).length === 0;
}

const ofNumbers = new Set(["int32", "int64", "float", "double"]);
const unchecked = new Set(["byte", "password", "date", "date-time", "datetime", "duration"]);

/** Whether the server knows a format of a type. */
export function isKnownFormat(type: string, format: string): boolean {
  if (type !== "string") return ofNumbers.has(format) || type === "undefined";
  return format in formats || unchecked.has(format) || format in labels;
}

const labels: Readonly<Record<string, true>> = {
  "k8s-short-name": true,
  "k8s-long-name": true,
};
