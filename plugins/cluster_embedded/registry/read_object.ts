import { isTree, type Tree } from "../json/tree.ts";
import type { Body } from "../http/body.ts";
import type { Write } from "../handlers/write.ts";
import { checkCustomKind, decodeCustom } from "../crd/decode.ts";
import { decodeBuiltin, metadataOf, strictMessages } from "./decode_object.ts";
import { judgeStrict, strictRefusal } from "./normalise.ts";

/** The object of a create or replace, as its type has it, with defaults. Throws ApiError. */
export function readObject(write: Write, body: Body): Tree {
  const { resource } = write;
  if (resource.custom !== undefined) {
    checkCustomKind(resource, body);
    const decoded = decodeCustom(resource, body.value);
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
