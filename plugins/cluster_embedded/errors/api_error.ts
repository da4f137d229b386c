import type { Tree } from "../json/tree.ts";
import type { FieldError } from "./field_error.ts";

/** An answer that is a Status of failure. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string | undefined,
    message: string,
    readonly details?: Tree,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The body of the answer: meta.k8s.io's Status. */
  status(): Tree {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

/** A resource or kind, with its API group ("" for core). */
export interface Named {
  readonly group: string;
  readonly name: string;
}

const qualified = ({ group, name }: Named) => group === "" ? name : `${name}.${group}`;
const detailsOf = (what: Named, name: string, more: Tree = {}): Tree => ({
  ...(name === "" ? {} : { name }),
  ...(what.group === "" ? {} : { group: what.group }),
  kind: what.name,
  ...more,
});

export const badRequest = (message: string): ApiError => new ApiError(400, "BadRequest", message);

export const notFound = (resource: Named, name: string): ApiError =>
  new ApiError(
    404,
    "NotFound",
    `${qualified(resource)} "${name}" not found`,
    detailsOf(resource, name),
  );

export const alreadyExists = (resource: Named, name: string): ApiError =>
  new ApiError(
    409,
    "AlreadyExists",
    `${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );

export const conflict = (resource: Named, name: string, message: string): ApiError =>
  new ApiError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${message}`,
    detailsOf(resource, name),
  );

export const forbiddenError = (resource: Named, name: string, message: string): ApiError =>
  new ApiError(
    403,
    "Forbidden",
    `${qualified(resource)}${name === "" ? "" : ` "${name}"`} is forbidden: ${message}`,
    detailsOf(resource, name),
  );

export const methodNotAllowed = (): ApiError =>
  new ApiError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );

export const noSuchResource = (): ApiError =>
  new ApiError(404, "NotFound", "the server could not find the requested resource", {});

/** A path that no handler knows: 404 in plain text. */
export class NoSuchPage extends ApiError {
  constructor() {
    super(404, "NotFound", "404 page not found");
  }
}

export const gone = (message: string): ApiError => new ApiError(410, "Expired", message);

export const internal = (message: string): ApiError => new ApiError(500, undefined, message);

/** Something on the server's side that a client may report: code 500 with its cause. */
export const internalError = (message: string): ApiError =>
  new ApiError(500, "InternalError", `Internal error occurred: ${message}`, {
    causes: [{ message }],
  });

/** 422: the object, with all that is wrong with it. */
export function invalid(kind: Named, name: string, errors: readonly FieldError[]): ApiError {
  const texts = [...new Set(errors.map((e) => `${e.field}: ${e.message}`))];
  const all = texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]`;
  const causes = errors.map(({ reason, message, field }) => ({ reason, message, field }));
  return new ApiError(
    422,
    "Invalid",
    `${qualified(kind)} "${name}" is invalid${errors.length > 0 ? `: ${all}` : ""}`,
    { ...detailsOf(kind, name), ...(causes.length > 0 ? { causes } : {}) },
  );
}

/** What a message calls an error of unknown type. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
