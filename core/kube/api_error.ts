import type { Data } from "contract";

/** One field that the API server objects to, as in `Status.details.causes`. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  /** Path of the field, as in `.spec.replicas`. */
  readonly field: string;
}

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

/** The error that a `Status` object tells of; `fallback` says what was asked. */
export function errorOfStatus(
  status: Data,
  code: number,
  fallback: string,
  retryAfterMs?: number,
): ApiError {
  const details = isData(status.details) ? status.details : {};
  const seconds = details.retryAfterSeconds;
  const after = retryAfterMs ?? (typeof seconds === "number" ? seconds * 1000 : undefined);
  return new ApiError(
    typeof status.code === "number" ? status.code : code,
    text(status.reason),
    text(status.message) || fallback,
    Array.isArray(details.causes) ? details.causes.filter(isData).map(causeOf) : [],
    after,
  );
}

/** Reads a response that is no success, whatever its body is. */
export async function errorOfResponse(response: Response, asked: string): Promise<ApiError> {
  const body = await response.text().catch(() => "");
  const fallback = `Cannot ${asked}: status is ${response.status}`;
  return errorOfStatus(parse(body), response.status, fallback, retryAfterOf(response.headers));
}

/** `Retry-After` in milliseconds; the API server always writes whole seconds. */
function retryAfterOf(headers: Headers): number | undefined {
  const seconds = headers.get("retry-after");
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

function parse(body: string): Data {
  try {
    const value: unknown = JSON.parse(body);
    return isData(value) && value.kind === "Status" ? value : {};
  } catch {
    return {};
  }
}

function causeOf(cause: Data): Cause {
  return { reason: text(cause.reason), message: text(cause.message), field: text(cause.field) };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Whether `value` is a map. */
export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
