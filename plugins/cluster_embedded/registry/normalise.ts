import { ApiError, badRequest, messageOf } from "../errors/api_error.ts";
import { checkTypeMeta } from "../http/body.ts";
import type { Tree } from "../json/tree.ts";
import type { Write } from "../handlers/write.ts";
import { decodeTyped, type Findings } from "../types/decode.ts";
import { internalName, isKnownKind, scheme, strictMessages } from "./decode_object.ts";
import { splitGroupVersion } from "./registry.ts";
import { decodeCustom, type DecodedCustom, MetadataError } from "../crd/decode.ts";
import { groupVersion, type Resource } from "./resource.ts";

interface Source {
  readonly duplicates: readonly string[];
  /** The object was merged by a server-side apply. */
  readonly isApplied?: boolean;
  /** Makes the error of a wrong type or of strict decoding. */
  onError(message: string): ApiError;
}

/**
 * An object that a patch made, as its type has it: decoded, with defaults. Adds warnings, or
 * throws where the request wants strictness. Parts of `live`, the object that was patched, may be
 * taken over.
 */
export function normalise(write: Write, raw: Tree, source: Source, live?: Tree): Tree {
  const { resource } = write;
  if (resource.custom !== undefined) {
    const decoded = decodePatched(resource, raw, source);
    judgeStrict(write, strictMessages(source, decoded.unknown), source);
    return decoded.object;
  }
  checkConversion(write, raw, source);
  const findings: Findings = { unknown: [] };
  let object: Tree;
  try {
    const shared = resource.strategy.sharesUnchanged === true ? live : undefined;
    object = decodeTyped(resource.node, raw, findings, shared) as Tree;
  } catch (error) {
    throw source.onError(messageOf(error));
  }
  judgeStrict(write, strictMessages(source, findings.unknown), source);
  object = { kind: resource.kind, apiVersion: groupVersion(resource), ...object };
  object.kind = resource.kind;
  object.apiVersion = groupVersion(resource);
  resource.strategy.applyDefaults?.(object);
  return object;
}

function decodePatched(resource: Resource, raw: Tree, source: Source): DecodedCustom {
  try {
    return decodeCustom(resource, raw, source.isApplied);
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    throw source.onError(error.message);
  }
}

/** A patch may not make another kind of an object. */
function checkConversion({ resource }: Write, raw: Tree, source: Source): void {
  try {
    checkTypeMeta(raw);
  } catch (error) {
    throw source.onError(messageOf(error));
  }
  const own = groupVersion(resource), kind = String(raw.kind ?? resource.kind);
  const version = String(raw.apiVersion ?? own);
  if (kind === resource.kind && version === own) return;
  const [group, number] = splitGroupVersion(version);
  if (!isKnownKind({ group, version: number, kind })) {
    throw source.onError(
      `no kind ${JSON.stringify(kind)} is registered for version ${
        JSON.stringify(version)
      } in scheme "${scheme}"`,
    );
  }
  if (group === resource.group && kind === resource.kind) return;
  throw source.onError(
    `converting (${number}.${kind}) to (${
      internalName(resource)
    }.${resource.kind}): unknown conversion`,
  );
}

/** Warns of, or refuses, what strict decoding found. */
export function judgeStrict(
  write: Write,
  messages: readonly string[],
  source: Pick<Source, "onError">,
): void {
  if (messages.length === 0 || write.options.fieldValidation === "Ignore") return;
  if (write.options.fieldValidation === "Strict") {
    throw source.onError(`strict decoding error: ${messages.join(", ")}`);
  }
  for (const message of messages) {
    const text = message.replace(/^yaml: unmarshal errors:\n {2}/, "");
    if (!write.warnings.includes(text)) write.warnings.push(text);
  }
}

/** The refusal of a whole object's strict decoding. */
export function strictRefusal(kind: string, version: string): (message: string) => ApiError {
  return (message) =>
    badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${message}`);
}
