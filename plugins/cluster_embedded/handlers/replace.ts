import type { Api } from "../api.ts";
import { conflict } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { trackUpdate } from "../apply/ownership.ts";
import { textAt, type Tree } from "../json/tree.ts";
import { type Resource } from "../registry/resource.ts";
import { readObject } from "../registry/read_object.ts";
import { typingOf } from "../registry/typing.ts";
import { respondObject } from "./respond.ts";
import { updateObject } from "./update.ts";
import { metadataOf } from "../registry/decode_object.ts";
import { checkNamed } from "./named.ts";
import { named } from "./resource_names.ts";
import { writer } from "./write.ts";
import { writeFor } from "./write_for.ts";
import { receiveBody } from "../http/receive.ts";

/** PUT of an object or its status. */
export async function replace(
  api: Api,
  resource: Resource,
  context: RequestContext,
  subresource: string,
): Promise<Answer> {
  const write = writeFor(api, resource, context, subresource, "UpdateOptions");
  const object = readObject(write, await receiveBody(context, resource.kind));
  const name = context.info.name;
  checkNamed(metadataOf(object), name);
  const { object: result, created } = await updateObject(write, name, {
    create: subresource === "" && resource.strategy.createOnUpdate === true,
    retry: textAt(object, "metadata", "resourceVersion") === "",
    compute(current) {
      const next: Tree = { ...object, metadata: { ...(object.metadata as Tree) } };
      checkUid(resource, context, next, current);
      if (current !== undefined) {
        trackUpdate(typingOf(api, resource, subresource), current, next, writer(write));
      }
      return next;
    },
  });
  return respondObject(api, context, resource, result, created ? 201 : 200);
}

/** A PUT that names a uid means that object and no other. */
function checkUid(resource: Resource, context: RequestContext, next: Tree, current?: Tree): void {
  const given = textAt(next, "metadata", "uid"), uid = textAt(current, "metadata", "uid");
  if (given === "" || given === uid) return;
  const { namespace, name } = context.info;
  const root = context.query.has("dryRun") ? "" : "/registry";
  const key = [root, resource.plural, ...(resource.namespaced ? [namespace] : []), name]
    .join("/");
  throw conflict(
    named(resource),
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${given}, UID in object meta: ${uid}`,
  );
}
