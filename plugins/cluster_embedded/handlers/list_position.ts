import type { Api } from "../api.ts";
import { badRequest, internal, invalid, messageOf } from "../errors/api_error.ts";
import { type FieldError, forbidden, unsupported } from "../errors/field_error.ts";
import { ApiError } from "../errors/api_error.ts";
import { readJson } from "../json/read.ts";
import type { Tree } from "../json/tree.ts";

interface Position {
  readonly revision: number;
  /** The last key that was given. */
  readonly after: string;
}

/** Where a list begins: a continue token, or an exact version. Throws 400 or 422. */
export function readPosition(api: Api, query: URLSearchParams): Position | undefined {
  const token = query.get("continue") ?? "", version = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  checkMatch(query, token, version, match);
  if (token !== "") {
    const position = readToken(token);
    if (version !== "" && version !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    return position;
  }
  if (version === "" || version === "0") return undefined;
  if (!/^\d+$/.test(version)) {
    throw badRequest(`invalid resource version: ${wrongVersion(version)}`);
  }
  const revision = Number(version);
  if (revision > api.store.revision) throw tooLarge(revision, api.store.revision);
  if (match === "Exact" || (match === "" && query.has("limit") && Number(query.get("limit")) > 0)) {
    return { revision, after: "" };
  }
  return undefined;
}

function checkMatch(query: URLSearchParams, token: string, version: string, match: string): void {
  const errors: FieldError[] = [], field = "resourceVersionMatch";
  if (query.has("sendInitialEvents")) {
    errors.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  if (match !== "") {
    if (version === "") {
      errors.push(
        forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"),
      );
    }
    if (token !== "") {
      errors.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (match !== "Exact" && match !== "NotOlderThan") {
      errors.push(unsupported(field, match, ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && version === "0") {
      errors.push(
        forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      );
    }
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", name: "ListOptions" }, "", errors);
}

const badToken = (why: string) =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`);

function readToken(token: string): Position {
  const illegal = token.search(/[^\w-]/);
  if (illegal >= 0 || token.length % 4 === 1) {
    throw badToken(
      `illegal base64 data at input byte ${illegal >= 0 ? illegal : token.length - 1}`,
    );
  }
  const text = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  let fields: Tree;
  try {
    fields = readJson(text).value as Tree;
  } catch (error) {
    const code = text.charCodeAt(0);
    if (code >= 32 && code <= 126) throw badToken(messageOf(error));
    const shown = `\\u${code.toString(16).padStart(4, "0")}`;
    throw badToken(`invalid character '${shown}' looking for beginning of value`);
  }
  const { v, rv, start } = fields;
  if (v !== tokenVersion) {
    throw badToken(`server does not recognize this encoded version ${v ?? ""}`);
  }
  if (typeof rv !== "number" || rv === 0) {
    throw badToken(`incorrect encoded start resourceVersion (version ${tokenVersion})`);
  }
  if (typeof start !== "string" || start === "") {
    throw badToken(`encoded start key empty (version ${tokenVersion})`);
  }
  return { revision: rv, after: start };
}

const tokenVersion = "meta.k8s.io/v1";

/** The token of the page that begins after a key. */
export function continueToken({ revision, after }: Position): string {
  const text = JSON.stringify({ v: tokenVersion, rv: revision, start: after });
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function wrongVersion(version: string): string {
  const quoted = JSON.stringify(version);
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
}

/** Throws 500 or 504 where one object cannot be read at the version asked for. */
export function checkReadVersion(api: Api, query: URLSearchParams): void {
  const version = query.get("resourceVersion") ?? "";
  if (!/^\d*$/.test(version)) throw internal(wrongVersion(version));
  const revision = Number(version);
  if (revision > api.store.revision) throw tooLarge(revision, api.store.revision);
}

/** 504: a version that is not there yet. */
function tooLarge(asked: number, current: number): ApiError {
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const cause = { reason: "ResourceVersionTooLarge", message: "Too large resource version" };
  const details = { causes: [cause], retryAfterSeconds: 1 };
  return new ApiError(504, "Timeout", message, details, { "Retry-After": "1" });
}
