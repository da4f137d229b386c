import { isTree, makeTree, type Tree, treeAt, valueAt } from "../json/tree.ts";
import type { Resource } from "../registry/resource.ts";

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

/** Where a resource keeps the number of its replicas. */
export function replicasPath(resource: Resource): readonly string[] {
  return pathsOf(resource).spec;
}

/** The Scale of an object. */
export function scaleOf(resource: Resource, object: Tree): Tree {
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

/** Sets the number of replicas of an object. */
export function setReplicas(resource: Resource, object: Tree, replicas: unknown): void {
  const path = replicasPath(resource);
  makeTree(object, ...path.slice(0, -1))[path.at(-1)!] = replicas;
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
