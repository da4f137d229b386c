import { equal, listAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

const takesNodePorts = ({ type }: Tree) => type === "NodePort" || type === "LoadBalancer";
const isBalanced = ({ type }: Tree) => type === "LoadBalancer";
const checksHealth = (spec: Tree) => isBalanced(spec) && spec.externalTrafficPolicy === "Local";
const isExternal = (spec: Tree) =>
  takesNodePorts(spec) || (spec.type === "ClusterIP" && listAt(spec, "externalIPs").length > 0);

const nodePorts = (spec: Tree) =>
  treesAt(spec, "ports").map(({ nodePort }) => Number(nodePort ?? 0)).filter((port) => port !== 0);

/**
 * Drops what an update left as it was, and what the new type of the Service has no use for; what
 * was changed besides stays, to be refused.
 */
export function dropTypeFields(object: Tree, old: Tree): void {
  const spec = treeAt(object, "spec"), before = treeAt(old, "spec");
  const drop = (...fields: string[]) => {
    if (!fields.every((field) => equal(spec[field], before[field]))) return;
    for (const field of fields) delete spec[field];
  };
  if (spec.type === "ExternalName" && before.type !== "ExternalName") {
    drop("clusterIP", "clusterIPs");
    drop("ipFamilies");
    drop("ipFamilyPolicy");
  }
  const known = new Set(nodePorts(before));
  const kept = nodePorts(spec).every((port) => known.has(port));
  if (takesNodePorts(before) && !takesNodePorts(spec) && kept) {
    for (const port of treesAt(spec, "ports")) delete port.nodePort;
  }
  if (checksHealth(before) && !checksHealth(spec)) drop("healthCheckNodePort");
  if (isBalanced(before) && !isBalanced(spec)) {
    drop("allocateLoadBalancerNodePorts");
    drop("loadBalancerClass");
  }
  if (isExternal(before) && !isExternal(spec)) drop("externalTrafficPolicy");
  if (isBalanced(before) && !isBalanced(spec)) {
    object.status = { ...treeAt(object, "status"), loadBalancer: {} };
  }
}
