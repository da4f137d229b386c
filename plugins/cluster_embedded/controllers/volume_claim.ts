import { textAt, type Tree, treeAt } from "../json/tree.ts";
import { find, update } from "./objects.ts";
import type { Controller } from "./runner.ts";

const claims = "/persistentvolumeclaims", services = "/services";

/** Binds claims, and gives load balancers an address, as a cloud would. */
export const volumeClaimController: Controller = {
  buckets: [claims, services],
  reconcile(api, bucket, key) {
    const object = find(api, bucket, key);
    if (object === undefined) return;
    const status = bucket === claims ? claimStatus(object) : balancerStatus(object);
    if (status !== undefined) update(api, bucket, key, { status });
  },
};

function claimStatus(claim: Tree): Tree | undefined {
  if (textAt(claim, "status", "phase") === "Bound") return undefined;
  const { accessModes } = treeAt(claim, "spec");
  return { phase: "Bound", accessModes, capacity: treeAt(claim, "spec", "resources", "requests") };
}

function balancerStatus(service: Tree): Tree | undefined {
  if (treeAt(service, "spec").type !== "LoadBalancer") return undefined;
  if (treeAt(service, "status", "loadBalancer").ingress !== undefined) return undefined;
  return { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } };
}
