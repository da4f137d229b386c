import { parseDocument } from "yaml";
import { ApiError, badRequest, messageOf } from "../errors/api_error.ts";
import { jsonType, type Parsed, readJson } from "../json/read.ts";
import { isTree, type Tree } from "../json/tree.ts";

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

/** Reads YAML as the API server does: to JSON, repeated keys reported. Throws an Error. */
export function readYaml(text: string): Parsed {
  const document = parseDocument(text, {
    uniqueKeys: false,
    intAsBigInt: true,
    version: "1.1",
    merge: true,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const [line] = lineOf(text, error.pos[0]);
    throw new Error(`yaml: line ${line}: did not find expected node content`);
  }
  const duplicates: string[] = [];
  const strict = parseDocument(text, { uniqueKeys: true, version: "1.1" });
  for (const problem of strict.errors) {
    if (problem.code !== "DUPLICATE_KEY") continue;
    const [line = 1] = lineOf(text, problem.pos[0]);
    const key = /^[^:\s]+/.exec(text.slice(problem.pos[0]))?.[0] ?? "";
    duplicates.push(`line ${line}: key ${JSON.stringify(key)} already set in map`);
  }
  return { value: shrink(document.toJS({ maxAliasCount: 100 })), duplicates };
}

function lineOf(text: string, at: number): [number] {
  return [text.slice(0, at).split("\n").length];
}

/** Small integers as numbers, dates as text: what JSON would hold. */
function shrink(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(shrink);
  if (value instanceof Date) return value.toISOString();
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shrink(item)]));
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
    throw unrecognized(`couldn't get version/kind; json parse error: ${messageOf(error)}`);
  }
  const value = parsed.value ?? {};
  if (!isTree(value)) {
    throw unrecognized(`couldn't get version/kind; json parse error: ${noStruct(value)}`);
  }
  for (const field of ["apiVersion", "kind"]) {
    const given = value[field];
    if (given === undefined || given === null || typeof given === "string") continue;
    throw unrecognized(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${
        jsonType(given)
      } into Go struct field .${field} of type string`,
    );
  }
  const apiVersion = (value.apiVersion ?? "") as string;
  if (apiVersion.split("/").length > 2) {
    throw unrecognized(`unexpected GroupVersion string: ${apiVersion}`);
  }
  return { value, duplicates: parsed.duplicates, kind: (value.kind ?? "") as string, apiVersion };
}

function noStruct(value: unknown): string {
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
