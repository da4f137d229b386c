import { ApiError, badRequest, conflict, messageOf } from "../errors/api_error.ts";
import { applyConfiguration, trackUpdate, withoutManaged } from "../apply/ownership.ts";
import { goPrint } from "../apply/typed_check.ts";
import { readYaml } from "../http/yaml.ts";
import { mediaType } from "../http/body.ts";
import { jsonType, type Parsed, readJson } from "../json/read.ts";
import { isTree, textAt, type Tree } from "../json/tree.ts";
import { showPatched } from "../patch/shown.ts";
import { jsonPatch } from "../patch/json_patch.ts";
import { conversionMessage } from "../patch/conversion_message.ts";
import { mergePatch } from "../patch/merge_patch.ts";
import { strategicPatch } from "../patch/strategic.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { normalise } from "../registry/normalise.ts";
import { typingOf } from "../registry/typing.ts";
import { type Updated, updateObject } from "./update.ts";
import { matchNamespace } from "./write_checks.ts";
import { checkNamed } from "./named.ts";
import { named } from "./resource_names.ts";
import { type Write, writer } from "./write.ts";

const types = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
} as const;

export type PatchType = typeof types[keyof typeof types];

/** The kind of patch that a Content-Type names. Throws 415. */
export function patchType(header: string | null, strategic: boolean): PatchType {
  const media = mediaType(header);
  const type = types[media as keyof typeof types];
  if (type === undefined && strategic) {
    throw new ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  }
  if (type !== undefined && (type !== "strategic" || strategic)) return type;
  const others = Object.keys(types).filter((name) => !name.includes("strategic")).join(", ");
  throw new ApiError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${others}`,
  );
}

/** Patches the object of a name. Throws ApiError. */
export function patchObject(
  write: Write,
  name: string,
  type: PatchType,
  text: string,
): Promise<Updated> {
  if (type === "apply") return applyPatch(write, name, text);
  const conditional = /"resourceVersion"\s*:/.test(text);
  let patch: Parsed | undefined;
  return updateObject(write, name, {
    create: false,
    retry: !conditional,
    compute(current) {
      // A patch of what is not there is never read.
      patch ??= readPatch(text, type);
      return patched(write, current!, type, patch.value, patch.duplicates);
    },
  });
}

function readPatch(text: string, type: PatchType): Parsed {
  let parsed: Parsed;
  try {
    parsed = readJson(text);
  } catch (error) {
    throw badRequest(`error decoding patch: ${messageOf(error)}`);
  }
  if (type === "json" || isTree(parsed.value)) return parsed;
  if (type === "merge" && parsed.value === null) throw badRequest("Invalid JSON Patch");
  const prefix = type === "strategic" ? "" : "error decoding patch: ";
  throw badRequest(
    `${prefix}json: cannot unmarshal ${
      jsonType(parsed.value)
    } into Go value of type map[string]interface {}`,
  );
}

function patched(
  write: Write,
  current: Tree,
  type: PatchType,
  patch: unknown,
  duplicates: readonly string[],
): Tree {
  const raw = type === "json"
    ? jsonPatch(current, patch)
    : type === "merge"
    ? mergePatch(current, patch) as Tree
    : strategicPatch(write.resource.node, current, patch as Tree);
  const shown = type === "strategic" ? goPrint(patch) : showPatched(raw, patch);
  const next = normalise(write, raw, {
    duplicates,
    onError: (message) =>
      patchError(shown, type === "strategic" ? conversionMessage(message) : message),
  });
  trackUpdate(typingOf(write.api, write.resource, write.subresource), current, next, writer(write));
  return next;
}

/** The refusal of an object that a patch would make. */
export function patchError(shown: string, message: string): ApiError {
  const cause = {
    reason: "FieldValueInvalid",
    message: `Invalid value: ${JSON.stringify(shown)}: ${message}`,
    field: "patch",
  };
  return new ApiError(422, "Invalid", ` "" is invalid: patch: ${cause.message}`, {
    causes: [cause],
  });
}

function applyPatch(write: Write, name: string, text: string): Promise<Updated> {
  const { config, duplicates } = readConfiguration(text);
  const typing = typingOf(write.api, write.resource, write.subresource);
  const { resource, options } = write;
  return updateObject(write, name, {
    create: write.subresource === "",
    retry: true,
    tracksCreation: true,
    compute(current) {
      const applied = applyConfiguration(
        typing,
        current,
        config,
        writer(write),
        options.force,
        resource.kind,
      );
      const metadata = metadataOf(applied);
      checkApplied(write, current, config, name);
      checkNamed(metadata, name);
      if (current === undefined) {
        matchNamespace(write, applied);
        delete metadata.resourceVersion;
      }
      const managed = metadata.managedFields;
      const onError = (message: string) => conversionError(write, config, message);
      const source = { duplicates, isApplied: true, onError };
      const next = normalise(write, withoutManaged(applied), source, current);
      if (managed !== undefined) metadataOf(next).managedFields = managed;
      return next;
    },
  });
}

/** The refusal of what the schema takes and the type does not, as a quantity that is none. */
function conversionError({ resource }: Write, object: Tree, message: string): ApiError {
  if (resource.custom !== undefined) return badRequest(message);
  const name = textAt(object, "metadata", "name");
  const namespace = textAt(object, "metadata", "namespace");
  const kind = `${resource.group}/${resource.version}, Kind=${resource.kind}`;
  // Types that read their own JSON do not know where they stand.
  const reason = message.startsWith("illegal base64")
    ? `error decoding from json: ${message}`
    : message.replace(/Go struct field \S+ of type/, "Go value of type");
  return new ApiError(
    500,
    undefined,
    `failed to convert new object (${namespace}/${name}; ${kind}) to proper version: ` +
      `unable to convert unstructured object to ${kind}: ${reason}`,
  );
}

function checkApplied(write: Write, current: Tree | undefined, config: Tree, name: string): void {
  const given = textAt(config, "metadata", "name"), uid = textAt(config, "metadata", "uid");
  if (given !== "" && given !== name) {
    throw badRequest(
      `the name of the object (${given}) does not match the name on the URL (${name})`,
    );
  }
  if (current === undefined && uid !== "") {
    throw conflict(
      named(write.resource),
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  }
}

function readConfiguration(text: string): { config: Tree; duplicates: readonly string[] } {
  const wrong = (reason: string) => badRequest(`error decoding YAML: error ${reason}`);
  let parsed: Parsed;
  try {
    parsed = /^\s*\{/.test(text) ? readJson(text) : readYaml(text);
  } catch (error) {
    throw wrong(`converting YAML to JSON: ${messageOf(error)}`);
  }
  const { value, duplicates } = parsed;
  if (isTree(value)) return { config: value, duplicates };
  throw wrong(
    `unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${
      jsonType(value)
    } into Go value of type map[string]interface {}`,
  );
}
