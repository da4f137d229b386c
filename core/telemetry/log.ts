import type { Clock } from "../bus/mod.ts";
import { encodings, type Level, levels } from "./log_line.ts";
import { type CleanText, type Plain, plain, property } from "./log_value.ts";
import { type ByteWriter, createLineWriter } from "./line_writer.ts";
import { messageOf, type Redactor } from "./redactor.ts";

/*
 * By hand, and not on a logging library: LogTape's configuration is one for the process, while two
 * kernels (as in tests) may live in it; and formatter, redaction, bounds and writer are ours anyway.
 */

/** What is said besides the message. `error` may hold anything that was thrown. */
export type Fields = { readonly [key: string]: unknown };

/** Writes to the log. Nothing it is given can make it throw or wait. */
export interface Logger {
  trace(message: string, fields?: Fields): void;
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A logger whose every line has these fields. Later fields cannot replace them. */
  with(fields: Fields): Logger;
  /** Whether lines of that level are written: to save the work of making their fields. */
  enabled(level: Level): boolean;
}

/** The root of the log, where its level is changed while it runs. */
export interface Log extends Logger {
  level: Level;
  /** Answers when all that was said is written, or when the signal is aborted. */
  flush(options: { signal: AbortSignal }): Promise<void>;
}

export interface LogOptions {
  /** Where the lines go: `Deno.stderr`. */
  readonly to: ByteWriter;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly level?: Level;
  readonly encoding?: keyof typeof encodings;
  /** How much may wait for a slow reader, in characters, before lines are dropped. Default 1 Mi. */
  readonly mostWaiting?: number;
  /** Told how many lines were dropped, each time that some were. */
  readonly dropped?: (lines: number) => void;
}

/** The length of the longest message, in characters. */
const longestMessage = 8192;

/** What a field cannot be called: the line's own keys. */
const own = new Set(["level", "ts", "msg", "error"]);

type Bound = { readonly [key: string]: Plain };
const none: Bound = {};

/** Makes the log of a kernel. */
export function createLog(options: LogOptions): Log {
  const { redactor, clock, encoding = "json" } = options;
  const encode = encodings[encoding];
  const clean: CleanText = (text, limit) => redactor.text(text, limit);
  let threshold = levels.indexOf(options.level ?? "info");
  const enabled = (level: Level) => levels.indexOf(level) >= threshold;
  const lineOf = (level: Level, bound: Bound, message: string, fields: Fields) => {
    const { error, ...rest } = errorAndRest(fields, enabled("debug"));
    return encode({
      level,
      at: clock.now(),
      message: clean(message, longestMessage),
      error: error === undefined ? undefined : clean(messageOf(error), longestMessage),
      fields: join(bound, plain(rest, clean)),
    });
  };
  const writer = createLineWriter({
    ...options,
    notice: (lines) => lineOf("error", none, "log lines were dropped, nobody read them", { lines }),
  });
  const logger = (bound: Bound): Logger => {
    const at = (level: Level) => (message: string, fields: Fields = {}) => {
      if (enabled(level)) writer.write(lineOf(level, bound, message, fields));
    };
    return {
      ...{ trace: at("trace"), debug: at("debug"), info: at("info"), error: at("error") },
      with: (fields) => logger(join(bound, plain(fields, clean))),
      enabled,
    };
  };
  return {
    ...logger(none),
    flush: writer.flush,
    get level() {
      return levels[threshold] ?? "error";
    },
    set level(level) {
      threshold = levels.indexOf(level);
    },
  };
}

/** Takes the error out of the fields, and adds its stack where that is wanted, as zap names it. */
function errorAndRest(fields: Fields, withStack: boolean): Fields {
  const error = property(fields, "error");
  const stack = withStack && error instanceof Error ? { stacktrace: error.stack } : {};
  const rest: { [key: string]: unknown } = Object.create(null);
  for (const key of Object.keys(fields)) if (key !== "error") rest[key] = property(fields, key);
  return { ...rest, ...stack, error };
}

/** Adds fields to those that are bound; one whose name is taken gets a line before it. */
function join(bound: Bound, added: Plain): Bound {
  const joined: { [key: string]: Plain } = Object.assign(Object.create(null), bound);
  if (added === null || typeof added !== "object") return joined;
  for (const [key, value] of Object.entries(added)) {
    let name = key;
    while (own.has(name) || name in joined) name = `_${name}`;
    joined[name] = value;
  }
  return joined;
}

/** The object that is being reconciled, for every line about it. */
export interface LoggedObject {
  readonly controller: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly reconcileID: string;
}

/** The keys by which `flux logs` finds an object's lines, as Flux's controllers name them. */
export function objectFields(object: LoggedObject): Fields {
  const { controller, group, kind, namespace, name, reconcileID } = object;
  const reference = { controller, controllerGroup: group, controllerKind: kind };
  return { ...reference, [kind]: { name, namespace }, namespace, name, reconcileID };
}
