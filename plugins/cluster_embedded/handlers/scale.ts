import { type Api } from "../api.ts";
import { ApiError, badRequest, invalid } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { clone, isTree, makeTree, textAt, type Tree, treeAt, valueAt } from "../json/tree.ts";
import { mergePatch } from "../patch/merge_patch.ts";
import { jsonPatch } from "../patch/json_patch.ts";
import { readJson } from "../json/read.ts";
import { readYaml } from "../http/yaml.ts";
import { trackUpdate } from "../apply/ownership.ts";
import type { Resource } from "../registry/resource.ts";
import { typingOf } from "../registry/typing.ts";
import { writeFor } from "./write_for.ts";
import { patchType } from "./patch.ts";
import { getObject } from "./read.ts";
import { updateObject } from "./update.ts";
import { writer } from "./write.ts";
import { formOf } from "./respond.ts";
import { receiveBody } from "../http/receive.ts";

interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  readonly selector: readonly string[];
}

function pathsOf(resource: Resource): ScalePaths {
  const scale = resource.custom?.scale;
  const split = (text: unknown) => String(text ?? "").split(".").filter((part) => part !== "");
  if (scale === undefined) {
    return {
      spec: ["spec", "replicas"],
      status: ["status", "replicas"],
      selector: ["spec", "selector"],
    };
  }
  return {
    spec: split(scale.specReplicasPath),
    status: split(scale.statusReplicasPath),
    selector: split(scale.labelSelectorPath),
  };
}

/** The Scale of an object. */
function scaleOf(resource: Resource, object: Tree): Tree {
  const paths = pathsOf(resource), metadata = treeAt(object, "metadata");
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const replicas = valueAt(object, ...paths.spec), selector = valueAt(object, ...paths.selector);
  const status: Tree = { replicas: valueAt(object, ...paths.status) ?? 0 };
  const text = selectorText(selector);
  if (text !== "") status.selector = text;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === undefined || replicas === 0 ? {} : { replicas },
    status,
  };
}

/** A selector as text: labels, then expressions. */
function selectorText(selector: unknown): string {
  if (typeof selector === "string") return selector;
  if (!isTree(selector)) return "";
  const labels = isTree(selector.matchLabels)
    ? selector.matchLabels
    : selector.matchExpressions === undefined
    ? selector
    : {};
  return Object.keys(labels).sort().map((key) => `${key}=${labels[key]}`).join(",");
}

/** GET, PUT and PATCH of a Scale. */
export async function serveScale(
  api: Api,
  resource: Resource,
  context: RequestContext,
): Promise<Answer> {
  const { info } = context;
  const type = formOf(context).media === "yaml" ? { type: "application/yaml" } : {};
  const current = scaleOf(resource, getObject(api, resource, info.namespace, info.name));
  if (info.verb === "get") return { status: 200, body: current, ...type };
  const isPatch = info.verb === "patch";
  const write = writeFor(
    api,
    resource,
    context,
    "scale",
    isPatch ? "PatchOptions" : "UpdateOptions",
  );
  const wanted = isPatch ? await patchedScale(context, current) : await sentScale(context);
  checkScale(wanted, info.name);
  const replicas = valueAt(wanted, "spec", "replicas") ?? 0;
  const { object } = await updateObject(write, info.name, {
    create: false,
    retry: textAt(wanted, "metadata", "resourceVersion") === "" || isPatch,
    compute(live) {
      const next = clone(live!), path = pathsOf(resource).spec;
      makeTree(next, ...path.slice(0, -1))[path.at(-1)!] = replicas;
      const version = textAt(wanted, "metadata", "resourceVersion");
      if (version !== "" && !isPatch) makeTree(next, "metadata").resourceVersion = version;
      // The server leaves the time of a scale's entry out.
      trackUpdate(typingOf(api, resource, "scale"), live, next, { ...writer(write), now: "" });
      return next;
    },
  });
  return { status: 200, body: scaleOf(resource, object), ...type };
}

async function sentScale(context: RequestContext): Promise<Tree> {
  const body = await receiveBody(context, "Scale");
  if (body.kind !== "" && body.kind !== "Scale") {
    throw badRequest(
      `${body.kind} in version "v1" cannot be handled as a Scale: converting (v1.${body.kind}) to (autoscaling.Scale): unknown conversion`,
    );
  }
  return body.value;
}

async function patchedScale(context: RequestContext, current: Tree): Promise<Tree> {
  const type = patchType(context.headers.get("content-type"), true), text = await context.text();
  const value = type === "apply" ? readYaml(text).value : readJson(text).value;
  const next = type === "json" ? jsonPatch(current, value) : mergePatch(current, value);
  if (!isTree(next)) throw badRequest("error decoding patch");
  return next;
}

function checkScale(scale: Tree, name: string): void {
  const replicas = valueAt(scale, "spec", "replicas") ?? 0;
  const given = textAt(scale, "metadata", "name");
  if (given !== name) {
    if (given === "") {
      throw badRequest(
        `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
      );
    }
    throw badRequest(
      `the name of the object (${given}) does not match the name on the URL (${name})`,
    );
  }
  if (typeof replicas !== "number") {
    throw new ApiError(
      400,
      "BadRequest",
      'Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32',
    );
  }
  if (replicas >= 0) return;
  throw invalid({ group: "autoscaling", name: "Scale" }, name, [{
    reason: "FieldValueInvalid",
    field: "spec.replicas",
    message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
  }]);
}
