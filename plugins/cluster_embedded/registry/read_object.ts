import { isTree, type Tree } from "../json/tree.ts";
import type { Body } from "../http/body.ts";
import type { Write } from "../handlers/write.ts";
import { badRequest } from "../errors/api_error.ts";
import { checkCustomKind, decodeCustom, type DecodedCustom, MetadataError } from "../crd/decode.ts";
import { decodeBuiltin, metadataOf, strictMessages } from "./decode_object.ts";
import type { Resource } from "./resource.ts";
import { judgeStrict, strictRefusal } from "./normalise.ts";

/** The object of a create or replace, as its type has it, with defaults. Throws ApiError. */
export function readObject(write: Write, body: Body): Tree {
  const { resource } = write;
  if (resource.custom !== undefined) {
    checkCustomKind(resource, body);
    const decoded = decodeSent(resource, body.value);
    judgeStrict(write, strictMessages(body, decoded.unknown), {
      onError: strictRefusal(resource.kind, resource.version),
    });
    return decoded.object;
  }
  const { object, strict } = decodeBuiltin(resource, resource.kind, body);
  judgeStrict(write, strict, { onError: strictRefusal(resource.kind, resource.version) });
  if (!isTree(object.metadata)) metadataOf(object);
  resource.strategy.applyDefaults?.(object);
  return object;
}

function decodeSent(resource: Resource, body: Tree): DecodedCustom {
  try {
    return decodeCustom(resource, body);
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    const { kind, version } = resource;
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`,
    );
  }
}
