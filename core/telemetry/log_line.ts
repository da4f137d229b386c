import type { Plain } from "./log_value.ts";

/** Least urgent first; the names of Flux's --log-level. */
export const levels = ["trace", "debug", "info", "error"] as const;
export type Level = typeof levels[number];

/** A line of the log, cleaned and ready to be written. */
export interface LogRecord {
  readonly level: Level;
  /** Wall time in milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
  readonly error: string | undefined;
  readonly fields: { readonly [key: string]: Plain };
}

/** One line for a record, with its newline. */
export type Encoding = (record: LogRecord) => string;

/**
 * What JSON leaves as it is and a terminal or a reader of lines does not: delete, C1 controls, the
 * separators of Unicode, and what turns the direction of writing.
 */
// deno-lint-ignore no-control-regex -- control characters are what it is about
const unseen = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escape = (text: string) =>
  text.replace(unseen, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** JSON with the keys that `flux logs` and log pipelines look for (level, ts, msg, error, …). */
const json: Encoding = ({ level, at, message, error, fields }) => {
  const head = { level, ts: new Date(at).toISOString(), msg: message };
  const line = Object.assign(
    Object.create(null),
    head,
    error === undefined ? {} : { error },
    fields,
  );
  return `${escape(JSON.stringify(line))}\n`;
};

/** For people: time, level, message, and the fields as key=value. */
const console: Encoding = ({ level, at, message, error, fields }) => {
  const pairs = Object.entries(error === undefined ? fields : { error, ...fields })
    .map(([key, value]) => ` ${key}=${bare(value)}`);
  const head = `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(5)} ${message}`;
  return `${escape(`${head}${pairs.join("")}`)}\n`;
};

function bare(value: Plain): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** The values of Flux's --log-encoding. */
export const encodings = { json, console };
