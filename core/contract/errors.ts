/** What the kernel does next about a failure. It travels as data; classes do not cross. */
export type FailureCode =
  | "transient" // tried again with backoff, or after `retryAfterMs`
  | "waiting" // not an error: tried again after `retryAfterMs`, or when what it waits for changes
  | "terminal"; // not tried again until the object's own spec changes

/** A failure as it stands on the wire. */
export interface WireFailure {
  readonly code: FailureCode;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** The same in every copy of this module: a plugin's bundle brings its own, and so does its boot. */
const mark = Symbol.for("sluice.failure");

/** A failure that is meant. Anything else that a plugin throws counts as transient, reason `PluginError`. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly [mark] = true;

  static override [Symbol.hasInstance](this: unknown, value: unknown): boolean {
    if (this === Failure) return typeof value === "object" && value !== null && mark in value;
    return Function.prototype[Symbol.hasInstance].call(this as typeof Failure, value);
  }

  constructor(
    readonly code: FailureCode,
    /** CamelCase; becomes the condition's `reason`. */
    readonly reason: string,
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** A failure that another try may mend. `retryAfterMs` is for a server that said when. */
export function transient(reason: string, message: string, retryAfterMs?: number): Failure {
  return new Failure("transient", reason, message, retryAfterMs);
}

/** Nothing is wrong: something else has to happen first. */
export function waiting(reason: string, message: string, retryAfterMs: number): Failure {
  return new Failure("waiting", reason, message, retryAfterMs);
}

/** A failure that stays until a person changes the object. */
export function terminal(reason: string, message: string): Failure {
  return new Failure("terminal", reason, message);
}

/** A failure as data; whatever else was thrown becomes `otherwise`, transient. Never throws, whatever its getters do. */
export function flatten(error: unknown, otherwise = "PluginError"): WireFailure {
  try {
    if (error instanceof Failure) {
      const { code, reason, message, retryAfterMs } = error;
      return { code, reason, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    const message = String(error instanceof Error ? error.message : error);
    return { code: "transient", reason: otherwise, message };
  } catch {
    return { code: "transient", reason: otherwise, message: "What was thrown cannot be read" };
  }
}

/** The opposite of {@linkcode flatten}. */
export function revive({ code, reason, message, retryAfterMs }: WireFailure): Failure {
  return new Failure(code, reason, message, retryAfterMs);
}
