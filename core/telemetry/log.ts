import { groupOf, type ObjectRef } from "contract";
import type { Clock } from "../bus/mod.ts";
import { encodings, type Level, levels, type LogLine } from "./log_line.ts";
import { type CleanText, type Plain, plain, property } from "./log_value.ts";
import { type ByteWriter, createLineWriter } from "./line_writer.ts";
import { controllerOf } from "./metrics.ts";
import { messageOf, type Redactor } from "./redactor.ts";

// No logging library: LogTape's configuration is one for the process, and two kernels may live in one.

/** What is said besides the message. `error` may hold anything that was thrown. */
export type Fields = { readonly [key: string]: unknown };

/** Writes to the log, a function for each level. Nothing it is given can make it throw or wait. */
export type Logger = Readonly<Record<Level, (message: string, fields?: Fields) => void>>;

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

/** The length of the longest message and stack, in characters. */
const longest = 8192;

/** What a field cannot be called: the line's own keys. */
const own = new Set(["level", "ts", "msg", "error"]);

/** Makes the log of a kernel. */
export function createLog(options: LogOptions): Log {
  const { redactor, clock, encoding = "json" } = options;
  const clean: CleanText = (text, limit) => redactor.text(text, limit);
  let threshold = levels.indexOf(options.level ?? "info");
  const enabled = (level: Level) => levels.indexOf(level) >= threshold;
  const lineOf = (level: Level, message: string, fields: Fields) => {
    const error = property(fields, "error");
    const stack = error instanceof Error && enabled("debug") ? error.stack : undefined;
    const line: LogLine = Object.assign(Object.create(null), {
      level,
      ts: new Date(clock.now()).toISOString(),
      msg: clean(message, longest),
      ...error !== undefined && { error: clean(messageOf(error), longest) },
    });
    const stacktrace = stack && { stacktrace: clean(stack, longest) }; // as zap names it
    return encodings[encoding](Object.assign(line, named(plain(fields, clean)), stacktrace));
  };
  const writer = createLineWriter({
    ...options,
    notice: (lines) => lineOf("error", "log lines were dropped, nobody read them", { lines }),
  });
  const at = (level: Level) => (message: string, fields: Fields = {}) => {
    if (enabled(level)) writer.write(lineOf(level, message, fields));
  };
  return {
    ...{ trace: at("trace"), debug: at("debug"), info: at("info"), error: at("error") },
    flush: writer.flush,
    get level() {
      return levels[threshold] ?? "error";
    },
    set level(level) {
      threshold = levels.indexOf(level);
    },
  };
}

/** Fields but the error, which is told by itself; one that is called like a key of the line gets a line before it. */
function named(fields: Plain): { readonly [key: string]: Plain } {
  const found: { [key: string]: Plain } = Object.create(null);
  if (fields === null || typeof fields !== "object") return found;
  for (const [key, value] of Object.entries(fields)) {
    if (key === "error") continue;
    let name = key;
    while (own.has(name) || name in found) name = `_${name}`;
    found[name] = value;
  }
  return found;
}

/** The keys by which `flux logs` finds an object's lines, as Flux's controllers name them. */
export function objectFields(ref: ObjectRef, reconcileID: string): Fields {
  const { apiVersion, kind, namespace = "", name } = ref;
  return {
    controller: controllerOf(kind),
    controllerGroup: groupOf(apiVersion),
    controllerKind: kind,
    [kind]: { name, namespace },
    namespace,
    name,
    reconcileID,
  };
}
