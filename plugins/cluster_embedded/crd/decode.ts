import { badRequest, invalid, messageOf } from "../errors/api_error.ts";
import { invalidValue } from "../errors/field_error.ts";
import { type Body, excerpt } from "../http/body.ts";
import { clone, textAt, type Tree } from "../json/tree.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { builtinNode } from "../types/builtin.ts";
import { decodeTyped } from "../types/decode.ts";

const metaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** A custom object as its schema has it, and the paths that it does not declare. */
export interface DecodedCustom {
  readonly object: Tree;
  readonly unknown: string[];
}

/** Metadata of a wrong type: the message of Go's decoder. */
export class MetadataError extends Error {}

/** Throws 400 where the body is of another kind or version than the resource. */
export function checkCustomKind(resource: Resource, body: Body): void {
  const own = groupVersion(resource);
  if (body.kind === "") throw badRequest(missingKind(resource, body));
  if (body.apiVersion === own && body.kind === resource.kind) return;
  checkMetadata(resource, body);
  if (body.apiVersion !== own) {
    throw badRequest(
      `the API version in the data (${body.apiVersion}) does not match the expected API version (${own})`,
    );
  }
  if (body.kind !== resource.kind) {
    throw invalid(
      { group: resource.group, name: body.kind },
      textAt(body.value, "metadata", "name"),
      [
        invalidValue("kind", body.kind, `must be ${resource.kind}`),
      ],
    );
  }
}

/** Metadata is read before its object is judged. */
function checkMetadata({ kind }: Resource, body: Body): void {
  const version = body.apiVersion.split("/").at(-1);
  try {
    decodeMeta({ metadata: body.value.metadata });
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    throw badRequest(
      `${body.kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`,
    );
  }
}

function missingKind(resource: Resource, body: Body): string {
  const text = JSON.stringify(body.value);
  return `the object provided is unrecognized (must be of type ${resource.kind}): Object 'Kind' is missing in '${text}' (${
    excerpt(text)
  })`;
}

/**
 * Prunes, checks the metadata and fills in defaults. What an apply made never passes the decoder of
 * the server, which drops nulls. Throws MetadataError.
 */
export function decodeCustom(resource: Resource, raw: Tree, isApplied = false): DecodedCustom {
  const object = clone(raw);
  const unknown = decodeMeta(object);
  unknown.push(...resource.custom!.prune(object));
  unknown.sort((a, b) => Number(isMeta(a)) - Number(isMeta(b)) || (a < b ? -1 : 1));
  resource.custom!.applyDefaults(object, isApplied);
  return { object, unknown };
}

/** Metadata is looked at last. */
function isMeta(path: string): boolean {
  return path.includes("metadata.");
}

function decodeMeta(object: Tree): string[] {
  const { metadata } = object;
  if (metadata === undefined || metadata === null) {
    object.metadata = {};
    return [];
  }
  const findings = { unknown: [] as string[] };
  try {
    object.metadata = decodeTyped(builtinNode(metaName), metadata, findings);
  } catch (error) {
    throw new MetadataError(messageOf(error));
  }
  return findings.unknown.map((path) => `metadata.${path}`);
}
