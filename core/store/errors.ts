/** Why the store refused something, so that a condition can say it: a code, a reason, a message. */

import { systemErrors } from "./tables/system_errors.ts";

/** `transient` may go away by itself; `terminal` stays until the contents, the object or the limits change. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: "transient" | "terminal";
  /** CamelCase, fit for a condition. */
  readonly reason: string;

  constructor(code: "transient" | "terminal", reason: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.reason = reason;
  }
}

/** A refusal that the same contents will meet again. */
export function refuse(reason: string, message: string, cause?: unknown): StoreError {
  return new StoreError("terminal", reason, message, cause);
}

/** A file that is not any more what it was when its entry was made. */
export function contentsChanged(path: string): StoreError {
  const message = `Cannot take "${path}": it changed while it was read`;
  return new StoreError("transient", "ContentsChanged", message);
}

/** What a failed operation on storage means; `doing` says what was tried, as in `write "a/b.tar.gz"`. */
export function storageError(doing: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  // Deno gives most system errors a `code`, and all of them a number in the message.
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const number = Number(/\(os error (\d+)\)/.exec(message)?.[1] ?? 0);
  const known = systemErrors.find(({ codes, numbers }) =>
    codes.includes(code) || numbers.includes(number)
  );
  const reason = known?.reason ?? "StorageOperationFailed";
  return new StoreError("transient", reason, `Cannot ${doing}: ${message}`, error);
}
