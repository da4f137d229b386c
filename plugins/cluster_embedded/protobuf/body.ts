import { badRequest, messageOf } from "../errors/api_error.ts";
import type { Body } from "../http/body.ts";
import { splitGroupVersion } from "../registry/registry.ts";
import { builtinNode, definitions } from "../types/builtin.ts";
import { structFromProtobuf } from "./value.ts";
import { readMessage, type WireValue } from "./wire.ts";

/** The media type of Kubernetes' protobuf. */
export const protobufType = "application/vnd.kubernetes.protobuf";

/** Every such body begins with "k8s" and a zero. */
const magic = Uint8Array.of(0x6b, 0x38, 0x73, 0);
const decoder = new TextDecoder();

/** Reads a body of typed clients: an envelope with kind and version, and the message in it. Throws 400. */
export function readProtobuf(data: Uint8Array): Body {
  if (!magic.every((byte, i) => data[i] === byte)) {
    throw badRequest(
      "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    );
  }
  try {
    const envelope = readMessage(data.subarray(magic.length));
    const type = readMessage(bytes(envelope.get(1)));
    const apiVersion = decoder.decode(bytes(type.get(1))),
      kind = decoder.decode(bytes(type.get(2)));
    const name = definitionOf(apiVersion, kind);
    if (name === undefined) {
      throw new Error(
        `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
      );
    }
    const value = {
      ...structFromProtobuf(builtinNode(name), bytes(envelope.get(2))),
      apiVersion,
      kind,
    };
    return { value, duplicates: [], kind, apiVersion };
  } catch (error) {
    throw badRequest(messageOf(error));
  }
}

function bytes(values: readonly WireValue[] | undefined): Uint8Array {
  const value = values?.at(-1);
  return value instanceof Uint8Array ? value : new Uint8Array();
}

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

function definitionOf(apiVersion: string, kind: string): string | undefined {
  if (kind.endsWith("Options") && definitions[meta + kind] !== undefined) return meta + kind;
  const [group, version] = splitGroupVersion(apiVersion);
  for (const [name, definition] of Object.entries(definitions)) {
    for (const gvk of definition["x-kubernetes-group-version-kind"] ?? []) {
      if (gvk.kind === kind && gvk.version === version && gvk.group === group) return name;
    }
  }
  return undefined;
}
