import { ApiError, badRequest, messageOf } from "../errors/api_error.ts";
import { jsonType, type Parsed, readJson } from "../json/read.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { readYaml } from "./yaml.ts";

const accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
const shownBytes = 30;

/** A body that was read, and its kind and version ("" where they are absent). */
export interface Body extends Parsed {
  readonly value: Tree;
  readonly kind: string;
  readonly apiVersion: string;
}

/** The media type of a Content-Type header, without its parameters. */
export function mediaType(header: string | null): string {
  return (header ?? "").split(";")[0]!.trim().toLowerCase();
}

/** Throws 415 unless the media type is one of objects. Answers whether it is YAML. */
export function isYamlBody(type: string): boolean {
  if (type === "" || type === "application/json") return false;
  if (type === "application/yaml") return true;
  throw unsupportedMedia(accepted);
}

/** 415, with what would be accepted. */
export function unsupportedMedia(types: string): ApiError {
  return new ApiError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${types}`,
  );
}

/**
 * Reads the body of a write up to its kind and version. Throws 400 with the server's words where
 * it is no object of any kind; `expected` names the kind.
 */
export function readBody(text: string, yaml: boolean, expected: string): Body {
  const unrecognized = (reason: string) =>
    badRequest(
      `the object provided is unrecognized (must be of type ${expected}): ${reason} (${
        excerpt(text)
      })`,
    );
  let parsed: Parsed;
  try {
    parsed = yaml ? readYaml(text) : readJson(text);
  } catch (error) {
    const reason = messageOf(error);
    const isYaml = reason.startsWith("yaml: ");
    throw unrecognized(
      isYaml ? reason : `couldn't get version/kind; json parse error: ${reason}`,
    );
  }
  const value = parsed.value ?? {};
  if (!isTree(value)) {
    throw unrecognized(`couldn't get version/kind; json parse error: ${noStruct(value)}`);
  }
  try {
    checkTypeMeta(value);
  } catch (error) {
    throw unrecognized(messageOf(error));
  }
  const apiVersion = (value.apiVersion ?? "") as string;
  if (apiVersion.split("/").length > 2) {
    throw unrecognized(`unexpected GroupVersion string: ${apiVersion}`);
  }
  return { value, duplicates: parsed.duplicates, kind: (value.kind ?? "") as string, apiVersion };
}

const typeFields: Readonly<Record<string, string>> = { apiversion: "apiVersion", kind: "kind" };

/** Throws 400 where the kind or the version is no text; this reader does not mind the case of keys. */
export function checkTypeMeta(value: Tree): void {
  for (const key in value) {
    const given = value[key], field = typeFields[key.toLowerCase()];
    if (field === undefined || given === null || typeof given === "string") continue;
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${
        jsonType(given)
      } into Go struct field .${field} of type string`,
    );
  }
}

/** What Go says where a body is no object. */
export function noStruct(value: unknown): string {
  return `json: cannot unmarshal ${
    jsonType(value)
  } into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
}

/** The beginning of a body, as messages quote it: text of an object, hexadecimal of anything else. */
export function excerpt(text: string): string {
  if (text === "") return "<empty>";
  const bytes = new TextEncoder().encode(text);
  const short = bytes.subarray(0, shownBytes);
  const tail = bytes.length > shownBytes ? " ..." : "";
  if (/^\s*\{/.test(text)) return new TextDecoder().decode(short) + tail;
  return [...short].map((byte) => byte.toString(16).padStart(2, "0")).join("") + tail;
}
