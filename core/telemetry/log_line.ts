import type { Plain } from "./log_value.ts";

/** Least urgent first; the names of Flux's --log-level. */
export const levels = ["trace", "debug", "info", "error"] as const;
export type Level = typeof levels[number];

/** A line of the log, cleaned; the keys are those that `flux logs` and log pipelines look for. */
export interface LogLine {
  readonly level: Level;
  /** RFC 3339. */
  readonly ts: string;
  readonly msg: string;
  readonly [key: string]: Plain;
}

/**
 * What JSON leaves as it is and a terminal or a reader of lines does not: delete, C1 controls, the
 * separators of Unicode, and what turns the direction of writing.
 */
// deno-lint-ignore no-control-regex -- control characters are what it is about
const unseen = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const escape = (text: string) =>
  text.replace(unseen, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`) + "\n";

/** The values of Flux's --log-encoding: one line each, with its newline. `console` is for people. */
export const encodings = {
  json: (line: LogLine) => escape(JSON.stringify(line)),
  console({ level, ts, msg, ...fields }: LogLine) {
    const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${bare(value)}`);
    return escape(`${ts} ${level.toUpperCase().padEnd(5)} ${msg}${pairs.join("")}`);
  },
};

function bare(value: Plain): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
