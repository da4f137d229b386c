import { Failure, type WireFailure } from "../contract/errors.ts";

/** A call whose other end is gone or never answered. What the other end says of itself is never one of these. */
export class Lost extends Failure {
  constructor(reason: "PluginGone" | "DeadlineExceeded" | "FoldersBroken", message: string) {
    super("transient", reason, message);
  }
}

const MAX_MESSAGE = 8192, MAX_RETRY_MS = 24 * 3_600_000;
/** What a condition's `reason` may be. */
const reasonPattern = /^[A-Za-z]([A-Za-z0-9_,:]{0,126}[A-Za-z0-9_])?$/;

/** A failure of the other end with everything in bounds, or nothing where it is none. A reason that is no word becomes `PluginError`. */
export function readFailure(value: unknown): WireFailure | undefined {
  const failure = value as Partial<WireFailure> | null;
  if (typeof failure !== "object" || failure === null) return undefined;
  const { code, reason, message, retryAfterMs } = failure;
  if (code !== "transient" && code !== "waiting" && code !== "terminal") return undefined;
  if (typeof reason !== "string" || typeof message !== "string") return undefined;
  if (retryAfterMs !== undefined && !Number.isFinite(retryAfterMs)) return undefined;
  const long = message.length > MAX_MESSAGE;
  return {
    code,
    reason: reasonPattern.test(reason) ? reason : "PluginError",
    message: long ? `${message.slice(0, MAX_MESSAGE).toWellFormed()}…` : message,
    ...retryAfterMs === undefined
      ? {}
      : { retryAfterMs: Math.min(MAX_RETRY_MS, Math.max(0, retryAfterMs)) },
  };
}
