import Value from "typebox/value";
import { type Cause, Status } from "schemas/kube_api.ts";

/** An answer of the API server that is no success. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status, as in 409. */
    readonly status: number,
    /** The API's own word, as in `Conflict`; empty where it gave none. */
    readonly reason: string,
    message: string,
    readonly causes: readonly Cause[] = [],
    /** When the server wants to be asked again. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** The API server has no such kind: its definition is not there, or not yet. */
export class NoMatchError extends Error {
  override readonly name = "NoMatchError";

  constructor(readonly apiVersion: string, readonly kind: string) {
    super(`Cannot find kind "${kind}": the cluster serves none in "${apiVersion}"`);
  }
}

/** Whether the object, or its very kind, is absent. */
export function isAbsent(error: unknown): boolean {
  return error instanceof NoMatchError || (error instanceof ApiError && error.status === 404);
}

/** Whether a resource version, or a list's continuation, is too old to go on from. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && error.status === 410;
}

/** The error that a `Status` tells of, or that of something else in its place; `fallback` says what was asked. */
export function errorOfStatus(
  body: unknown,
  code: number,
  fallback: string,
  retryAfterSeconds?: number,
): ApiError {
  const status: Partial<Status> = Value.Check(Status, body) ? body : {};
  const { reason = "", message, details = {} } = status;
  const seconds = retryAfterSeconds ?? details.retryAfterSeconds;
  return new ApiError(
    status.code ?? code,
    reason,
    message || fallback,
    details.causes ?? [],
    seconds === undefined ? undefined : seconds * 1000,
  );
}

/** Reads a response that is no success, whatever its body is. */
export async function errorOfResponse(response: Response, asked: string): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const fallback = `Cannot ${asked}: status is ${response.status}`;
  // The API server always writes whole seconds.
  const [seconds] = /^\d{1,6}$/.exec(response.headers.get("retry-after") ?? "") ?? [];
  const after = seconds === undefined ? undefined : Number(seconds);
  return errorOfStatus(body, response.status, fallback, after);
}
