import { badRequest, messageOf } from "../errors/api_error.ts";
import type { Body } from "../http/body.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { decodeTyped, type Findings } from "../types/decode.ts";
import { definitions, type GroupVersionKind } from "../types/builtin.ts";
import { groupVersion, type Resource } from "./resource.ts";

/** Where the server's messages say that kinds are registered. */
export const scheme = "pkg/runtime/scheme.go:111";

/** An object as its type has it, and what strict decoding has against it. */
export interface Decoded {
  readonly object: Tree;
  readonly strict: readonly string[];
}

/** Kinds of the scheme: every built-in type, by `version/Kind` and group. */
const known = new Set<string>();
/** Whether the kind is a built-in one. */
export function isKnownKind({ group, version, kind }: GroupVersionKind): boolean {
  if (known.size === 0) {
    for (const definition of Object.values(definitions)) {
      for (const gvk of definition["x-kubernetes-group-version-kind"] ?? []) {
        known.add(`${gvk.group}/${gvk.version}/${gvk.kind}`);
      }
    }
    known.add("/v1/List");
  }
  return known.has(`${group}/${version}/${kind}`);
}

/** Reads a typed object of a built-in resource. Throws 400. */
export function decodeBuiltin(resource: Resource, kind: string, body: Body): Decoded {
  checkKind(resource, kind, body);
  const findings: Findings = { unknown: [] };
  const own = groupVersion(resource);
  try {
    const object = decodeTyped(resource.node, body.value, findings) as Tree;
    const ordered: Tree = { kind, apiVersion: own };
    for (const key in object) {
      if (key !== "kind" && key !== "apiVersion") ordered[key] = object[key];
    }
    return { object: ordered, strict: strictMessages(body, findings.unknown) };
  } catch (error) {
    throw badRequest(
      `${kind} in version "${resource.version}" cannot be handled as a ${kind}: ${
        messageOf(error)
      }`,
    );
  }
}

/** What strict decoding says: unknown fields, then repeated keys. */
export function strictMessages(
  body: { duplicates: readonly string[] },
  unknown: readonly string[],
): string[] {
  return [
    ...body.duplicates.map((path) =>
      path.startsWith("line ")
        ? `yaml: unmarshal errors:\n  ${path}`
        : `duplicate field ${JSON.stringify(path)}`
    ),
    ...unknown.map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
}

function checkKind(resource: Resource, kind: string, body: Body): void {
  const own = groupVersion(resource);
  const given = body.apiVersion === "" ? own : body.apiVersion;
  const givenKind = body.kind === "" ? kind : body.kind;
  if (given === own && givenKind === kind) return;
  const [group, version] = given.includes("/") ? given.split("/") as [string, string] : ["", given];
  const cannot = `${givenKind} in version "${version}" cannot be handled as a ${kind}`;
  if (!isKnownKind({ group, version, kind: givenKind })) {
    if (
      group === resource.group && /^v\d+(alpha|beta)\d+$/.test(version) && givenKind === kind
    ) {
      throw badRequest(
        `the API version in the data (${given}) does not match the expected API version (${own})`,
      );
    }
    throw badRequest(
      `${cannot}: no kind "${givenKind}" is registered for version "${given}" in scheme "${scheme}"`,
    );
  }
  if (givenKind === kind) {
    throw badRequest(
      `the API version in the data (${given}) does not match the expected API version (${own})`,
    );
  }
  throw badRequest(
    `${cannot}: converting (${version}.${givenKind}) to (${
      internalName(resource)
    }.${kind}): unknown conversion`,
  );
}

/** The name of the group's internal package, as messages have it. */
export function internalName({ group }: Resource): string {
  return group === "" ? "core" : group.split(".")[0]!;
}

/** The metadata of an object, made where it is absent. */
export function metadataOf(object: Tree): Tree {
  if (!isTree(object.metadata)) object.metadata = {};
  return object.metadata as Tree;
}
