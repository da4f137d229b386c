import type { AdmissionRequest } from "../api.ts";
import type { Tree } from "../json/tree.ts";

/** A write as `request` of an AdmissionReview. */
export function reviewRequest(request: AdmissionRequest, uid: string): Tree {
  const { resource, subresource, user } = request;
  const { group, version, kind, plural } = resource;
  const userInfo = {
    username: user.name,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: [...user.groups],
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  };
  return {
    uid,
    kind: { group, version, kind },
    resource: { group, version, resource: plural },
    ...(subresource === "" ? {} : { subResource: subresource, requestSubResource: subresource }),
    requestKind: { group, version, kind },
    requestResource: { group, version, resource: plural },
    name: request.name,
    ...(request.namespace === "" ? {} : { namespace: request.namespace }),
    operation: request.operation,
    userInfo,
    object: request.object ?? null,
    oldObject: request.old ?? null,
    dryRun: request.dryRun,
    options: request.options,
  };
}
