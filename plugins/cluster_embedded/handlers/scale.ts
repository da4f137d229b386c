import { type Api } from "../api.ts";
import {
  type ApiError,
  badRequest,
  internalError,
  invalid,
  messageOf,
} from "../errors/api_error.ts";
import { invalidValue } from "../errors/field_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { clone, isTree, makeTree, textAt, type Tree, treeAt, valueAt } from "../json/tree.ts";
import { type Parsed, readJson } from "../json/read.ts";
import { writeJson } from "../json/write.ts";
import { mergePatch } from "../patch/merge_patch.ts";
import { jsonPatch } from "../patch/json_patch.ts";
import { readYaml } from "../http/yaml.ts";
import { goPrint } from "../apply/typed_check.ts";
import { conversionMessage } from "../patch/conversion_message.ts";
import { strictMessages } from "../registry/decode_object.ts";
import { judgeStrict, strictRefusal } from "../registry/normalise.ts";
import { builtinNode } from "../types/builtin.ts";
import { decodeTyped, type Findings } from "../types/decode.ts";
import { trackUpdate } from "../apply/ownership.ts";
import { scaleTable } from "../printers/scale_table.ts";
import type { Resource } from "../registry/resource.ts";
import { typingOf } from "../registry/typing.ts";
import { writeFor } from "./write_for.ts";
import { patchError, type PatchType, patchType } from "./patch.ts";
import { checkNamed } from "./named.ts";
import { getObject } from "./read.ts";
import { replicasPath, scaleOf, setReplicas } from "./scale_form.ts";
import { applyScale } from "./scale_owners.ts";
import { updateObject } from "./update.ts";
import { type Write, writer } from "./write.ts";
import { formOf } from "./respond.ts";
import { receiveBody } from "../http/receive.ts";

/** GET, PUT and PATCH of a Scale. */
export async function serveScale(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { info } = context;
  const type = formOf(context).media === "yaml" ? { type: "application/yaml" } : {};
  if (info.verb === "get") {
    const object = getObject(api, resource, info.namespace, info.name);
    checkScalable(resource, object);
    const scale = scaleOf(resource, object), { as } = formOf(context);
    const body = as?.kind === "Table"
      ? scaleTable(scale, `meta.k8s.io/${as.version}`, api.now())
      : scale;
    return { status: 200, body, ...type };
  }
  const compute = info.verb === "patch"
    ? await patchSteps(api, resource, context)
    : await updateSteps(api, resource, context);
  const { object } = await updateObject(compute.write, info.name, {
    create: false,
    retry: compute.retry,
    compute: (live) => compute.next(live!),
  });
  return { status: 200, body: scaleOf(resource, object), ...type };
}

interface Steps {
  readonly write: Write;
  readonly retry: boolean;
  next(live: Tree): Tree;
}

async function updateSteps(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Steps> {
  const write = writeFor(api, resource, context, "scale", "UpdateOptions");
  const wanted = await sentScale(write, context);
  checkScale(resource, wanted, context.info.name);
  const version = textAt(wanted, "metadata", "resourceVersion");
  return {
    write,
    retry: version === "",
    next(live) {
      const next = scaled(write, live, wanted);
      if (version !== "") makeTree(next, "metadata").resourceVersion = version;
      return tracked(write, live, next);
    },
  };
}

async function patchSteps(api: Api, resource: Resource, context: RequestContext): Promise<Steps> {
  const type = patchType(context.headers.get("content-type"), true);
  const write = writeFor(api, resource, context, "scale", "PatchOptions", type === "apply");
  const text = await context.text(), { name } = context.info;
  const patch = type === "apply" ? readYaml(text) : readJson(text);
  return {
    write,
    retry: true,
    next(live) {
      if (type !== "apply") {
        const wanted = patched(write, type, scaleOf(resource, live), patch);
        checkScale(resource, wanted, name);
        return tracked(write, live, scaled(write, live, wanted));
      }
      if (!isTree(patch.value)) throw badRequest("error decoding YAML: it is no object");
      const { scale, managedFields } = applyScale(write, live, patch.value);
      checkScale(resource, scale, name);
      const next = scaled(write, live, scale);
      makeTree(next, "metadata").managedFields = managedFields;
      return next;
    },
  };
}

/** The object with the replicas of a Scale. */
function scaled({ resource }: Write, live: Tree, scale: Tree): Tree {
  const next = clone(live);
  setReplicas(resource, next, valueAt(scale, "spec", "replicas") ?? 0);
  return next;
}

/** The server leaves the time of a scale's entry out. */
function tracked(write: Write, live: Tree, next: Tree): Tree {
  const typing = typingOf(write.api, write.resource, "scale");
  trackUpdate(typing, live, next, { ...writer(write), now: "" });
  return next;
}

async function sentScale(write: Write, context: RequestContext): Promise<Tree> {
  const body = await receiveBody(context, "Scale");
  if (body.kind !== "" && body.kind !== "Scale") {
    throw badRequest(
      `${body.kind} in version "v1" cannot be handled as a Scale: converting (v1.${body.kind}) to (autoscaling.Scale): unknown conversion`,
    );
  }
  return decodeScale(write, body.value, body.duplicates, strictRefusal("Scale", "v1"));
}

function patched(write: Write, type: PatchType, current: Tree, patch: Parsed): Tree {
  const { value, duplicates } = patch;
  const next = type === "json" ? jsonPatch(current, value) : mergePatch(current, value);
  if (!isTree(next)) throw badRequest("error decoding patch");
  const shown = type === "strategic" ? goPrint(value) : writeJson(next);
  const onError = (message: string) =>
    patchError(shown, type === "strategic" ? conversionMessage(message) : message);
  return decodeScale(write, next, duplicates, onError);
}

/** The Scale as its type has it. Throws what `onError` makes of a wrong type. */
function decodeScale(
  write: Write,
  raw: Tree,
  duplicates: readonly string[],
  onError: (message: string) => ApiError,
): Tree {
  const findings: Findings = { unknown: [] };
  let scale: Tree;
  try {
    scale = decodeTyped(builtinNode("io.k8s.api.autoscaling.v1.Scale"), raw, findings) as Tree;
  } catch (error) {
    throw onError(messageOf(error));
  }
  judgeStrict(write, strictMessages({ duplicates }, findings.unknown), { onError });
  return scale;
}

/** A custom resource has a Scale only where it says how many it wants. Throws 500. */
function checkScalable(resource: Resource, object: Tree): void {
  const path = replicasPath(resource);
  if (resource.custom === undefined || valueAt(object, ...path) !== undefined) return;
  throw internalError(`the spec replicas field ".${path.join(".")}" does not exist`);
}

function checkScale(resource: Resource, scale: Tree, name: string): void {
  checkNamed(treeAt(scale, "metadata"), name);
  const replicas = Number(valueAt(scale, "spec", "replicas") ?? 0);
  if (replicas >= 0) return;
  if (resource.custom !== undefined) {
    const field = `.${replicasPath(resource).join(".")}`;
    throw invalid({ group: resource.group, name: resource.kind }, name, [
      invalidValue(field, replicas, "should be a non-negative integer"),
    ]);
  }
  throw invalid({ group: "autoscaling", name: "Scale" }, name, [{
    reason: "FieldValueInvalid",
    field: "spec.replicas",
    message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
  }]);
}
