import {
  CallError,
  define,
  type GoFunction,
  type GoMethod,
  GoObject,
  int64,
  parseInt64,
  Sized,
  typeName,
} from "../gotemplate/mod.ts";
import { DurationObject, parseDuration, roundDuration, showDuration } from "./duration.ts";
import { ZONE_NAMES } from "./tables/zones.ts";
import { type Civil, DAYS, formatTime, MONTHS } from "./time_layout.ts";
import { readTime } from "./time_parse.ts";

const BILLION = 1_000_000_000n;
const ZERO_SECONDS = -62_135_596_800n;

/** A time.Time: nanoseconds since 1970, and the name of its zone. */
export class TimeObject extends GoObject {
  readonly goType = "time.Time";
  readonly nanoseconds: bigint;
  readonly zone: string;

  constructor(nanoseconds: bigint, zone = "UTC") {
    super();
    this.nanoseconds = nanoseconds;
    this.zone = zone;
  }

  get seconds(): bigint {
    const seconds = this.nanoseconds / BILLION;
    return this.nanoseconds < seconds * BILLION ? seconds - 1n : seconds;
  }

  override method(name: string): GoMethod | undefined {
    const civil = () => civilOf(this);
    const values: Readonly<Record<string, () => unknown>> = {
      Unix: () => int64(this.seconds),
      UnixNano: () => int64(this.nanoseconds),
      UnixMilli: () => int64(this.nanoseconds / 1_000_000n),
      UnixMicro: () => int64(this.nanoseconds / 1_000n),
      Year: () => BigInt(civil().year),
      Month: () => MONTHS[civil().month - 1],
      Weekday: () => DAYS[civil().weekday],
      Day: () => BigInt(civil().day),
      Hour: () => BigInt(civil().hour),
      Minute: () => BigInt(civil().minute),
      Second: () => BigInt(civil().second),
      Nanosecond: () => BigInt(civil().nanosecond),
      YearDay: () => BigInt(civil().yearDay),
      UTC: () => new TimeObject(this.nanoseconds),
      Local: () => new TimeObject(this.nanoseconds),
      IsZero: () => this.seconds === ZERO_SECONDS,
      String: () => this.text(),
    };
    if (name === "Format") {
      return { params: ["string"], call: (layout: string) => formatTime(civil(), layout) };
    }
    const between: Readonly<Record<string, (other: TimeObject) => unknown>> = {
      Before: (other) => this.nanoseconds < other.nanoseconds,
      After: (other) => this.nanoseconds > other.nanoseconds,
      Equal: (other) => this.nanoseconds === other.nanoseconds,
      Sub: (other) => new DurationObject(this.nanoseconds - other.nanoseconds),
    };
    if (Object.hasOwn(between, name)) {
      return { params: ["time"], call: (other: unknown) => between[name]!(asTime(other)) };
    }
    if (name === "AddDate") return { params: ["int", "int", "int"], call: this.#addDate };
    return Object.hasOwn(values, name) ? { params: [], call: values[name]! } : undefined;
  }

  #addDate = (years: number, months: number, days: number): TimeObject => {
    const t = civilOf(this);
    const moved = Date.UTC(t.year + years, t.month - 1 + months, t.day + days);
    const midnight = Date.UTC(t.year, t.month - 1, t.day);
    return new TimeObject(this.nanoseconds + BigInt(moved - midnight) * 1_000_000n, this.zone);
  };

  override get json(): unknown {
    return formatTime(civilOf(this), "2006-01-02T15:04:05.999999999Z07:00");
  }

  text(): string {
    return formatTime(civilOf(this), "2006-01-02 15:04:05.999999999 -0700 MST");
  }
}

function asTime(value: unknown): TimeObject {
  if (value instanceof TimeObject) return value;
  throw new CallError(`wrong type for value; expected time.Time; got ${typeName(value)}`);
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** The formatter of an IANA zone; undefined where there is no such zone. */
function zoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) {
    try {
      const options = { timeZone: zone, timeZoneName: "longOffset", year: "numeric" } as const;
      formats.set(zone, new Intl.DateTimeFormat("en-US", options));
    } catch {
      formats.set(zone, undefined);
    }
  }
  return formats.get(zone);
}

/** A zone that a text named by its offset, and perhaps by a name that means nothing here. */
const FIXED_ZONE = /^([+-]\d+)(?: (\S+))?$/;

/** Seconds east of UTC at a time. */
function offsetAt(milliseconds: number, zone: string): number {
  const fixed = FIXED_ZONE.exec(zone);
  if (fixed) return Number(fixed[1]);
  if (zone === "UTC" || Math.abs(milliseconds) > 8.64e15) return 0;
  const parts = zoneFormat(zone)?.formatToParts(milliseconds) ?? [];
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name);
  if (!match) return 0;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === "-" ? -size : size;
}

function zoneName(milliseconds: number, zone: string, offset: number): string {
  if (zone === "UTC" || zone === "GMT") return zone;
  const fixed = FIXED_ZONE.exec(zone);
  if (fixed?.[2]) return fixed[2];
  if (!fixed) {
    const options = { timeZone: zone, timeZoneName: "short" } as const;
    const parts = new Intl.DateTimeFormat("en-US", options).formatToParts(milliseconds);
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    const known = ZONE_NAMES.get(zone)?.get(offset);
    if (known) return known;
    if (/^[A-Z]+$/.test(name)) return name;
    const european: Readonly<Record<number, string>> = { 0: "WET", 3600: "CET", 7200: "CEST" };
    if (zone.startsWith("Europe/") && european[offset]) return european[offset];
  }
  const size = Math.abs(offset);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const minutes = fixed || size % 3600 ? two(size % 3600 / 60) : "";
  return (offset < 0 ? "-" : "+") + two(size / 3600) + minutes;
}

/** A time in the parts of its zone. */
export function civilOf(time: TimeObject): Civil {
  const milliseconds = Number(time.seconds) * 1000;
  const offset = offsetAt(milliseconds, time.zone);
  const date = new Date(milliseconds + offset * 1000);
  const year = date.getUTCFullYear();
  const midnight = new Date(0).setUTCFullYear(year, date.getUTCMonth(), date.getUTCDate());
  const start = new Date(0).setUTCFullYear(year, 0, 1);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(time.nanoseconds - time.seconds * BILLION),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((midnight - start) / 86_400_000) + 1,
    offset,
    zone: zoneName(milliseconds, time.zone, offset),
  };
}

/** The current time. */
export const now = (): TimeObject => new TimeObject(BigInt(Date.now()) * 1_000_000n);

/** What sprig takes for a time: numbers are seconds, anything else is now. */
function timeOf(value: unknown): TimeObject {
  if (value instanceof TimeObject) return value;
  if (typeof value === "bigint") return new TimeObject(value * BILLION);
  if (value instanceof Sized && (value.kind === "int64" || value.kind === "int32")) {
    return new TimeObject(value.value * BILLION);
  }
  return now();
}

function inZone(layout: string, date: unknown, zone: string): string {
  const name = zone === "Local" || zone === "" || !zoneFormat(zone) ? "UTC" : zone;
  return formatTime(civilOf(new TimeObject(timeOf(date).nanoseconds, name)), layout);
}

function parseTime(layout: string, text: string): TimeObject {
  const { year, month, day, hour, minute, second, nanosecond, offset, zone } = readTime(
    layout,
    text,
  );
  const east = offset ?? Number(/^GMT([+-]\d+)$/.exec(zone ?? "")?.[1] ?? 0) * 3600;
  const days = new Date(0).setUTCFullYear(year, month - 1, day) / 1000;
  const seconds = BigInt(days + hour * 3600 + minute * 60 + second - (offset ?? 0));
  const fixed = `${east < 0 ? "" : "+"}${east}${zone === undefined ? "" : ` ${zone}`}`;
  const isUtc = east === 0 && zone === undefined;
  return new TimeObject(seconds * BILLION + BigInt(nanosecond), isUtc ? "UTC" : fixed);
}

function orZero(work: () => TimeObject): TimeObject {
  try {
    return work();
  } catch (error) {
    if (error instanceof CallError) return new TimeObject(ZERO_SECONDS * BILLION);
    throw error;
  }
}

function modify(text: string, date: unknown, strict: boolean): TimeObject {
  const time = asTime(date);
  try {
    return new TimeObject(time.nanoseconds + parseDuration(text), time.zone);
  } catch (error) {
    if (strict || !(error instanceof CallError)) throw error;
    return time;
  }
}

function durationOf(value: unknown): bigint {
  if (value instanceof Sized && value.kind === "int64") return value.value;
  if (value instanceof TimeObject) return now().nanoseconds - value.nanoseconds;
  if (typeof value !== "string") return 0n;
  try {
    return parseDuration(value);
  } catch {
    return 0n;
  }
}

function secondsOf(value: unknown): bigint {
  if (typeof value === "string") return parseInt64(value, 10) ?? 0n;
  return value instanceof Sized && value.kind === "int64" ? value.value : 0n;
}

function ago(date: unknown): string {
  const passed = now().nanoseconds - timeOf(date).nanoseconds;
  const half = passed < 0n ? -BILLION / 2n : BILLION / 2n;
  return showDuration((passed + half) / BILLION * BILLION);
}

const dateIn = define(["string", "any", "string"], inZone);
const modifying = define(["string", "time"], (text, date) => modify(text, date, false));
const mustModify = define(["string", "time"], (text, date) => modify(text, date, true));

/** Sprig's functions of dates; the local zone is UTC, as in a controller. */
export const DATES: ReadonlyMap<string, GoFunction> = new Map([
  ["now", define([], now)],
  ["date", define(["string", "any"], (layout, date) => inZone(layout, date, "Local"))],
  ["dateInZone", dateIn],
  ["date_in_zone", dateIn],
  ["dateModify", modifying],
  ["date_modify", modifying],
  ["mustDateModify", mustModify],
  ["must_date_modify", mustModify],
  ["htmlDate", define(["any"], (date) => inZone("2006-01-02", date, "Local"))],
  ["htmlDateInZone", define(["any", "string"], (date, zone) => inZone("2006-01-02", date, zone))],
  ["toDate", define(["string", "string"], (layout, text) => orZero(() => parseTime(layout, text)))],
  ["mustToDate", define(["string", "string"], parseTime)],
  ["unixEpoch", define(["time"], (date) => String(asTime(date).seconds))],
  ["ago", define(["any"], ago)],
  ["duration", define(["any"], (value) => showDuration(secondsOf(value) * BILLION))],
  ["durationRound", define(["any"], (value) => roundDuration(durationOf(value)))],
]);
