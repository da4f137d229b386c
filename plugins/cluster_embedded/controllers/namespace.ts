import { type Api } from "../api.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { create, find, isDeleted, remove, resourceOf, update } from "./objects.ts";
import type { Controller } from "./runner.ts";
import { report } from "./namespace_report.ts";

const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
export const bucketName = "/namespaces";

/** Furnishes namespaces, and empties those that end. */
export const namespaceController: Controller = {
  buckets: ["*"],
  async reconcile(api, bucket, key) {
    const name = bucket === bucketName ? key : key.includes("/") ? key.split("/")[0]! : "";
    const namespace = name === "" ? undefined : find(api, bucketName, name);
    if (namespace === undefined) return;
    if (isDeleted(namespace)) await empty(api, name, namespace);
    else if (bucket === bucketName || bucket === "/serviceaccounts") await furnish(api, name);
  },
};

async function furnish(api: Api, namespace: string): Promise<void> {
  if (find(api, "/serviceaccounts", `${namespace}/default`) === undefined) {
    await create(api, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace },
    });
  }
  if (find(api, "/configmaps", `${namespace}/kube-root-ca.crt`) === undefined) {
    await create(api, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "kube-root-ca.crt",
        namespace,
        annotations: { "kubernetes.io/description": description },
      },
      data: { "ca.crt": "" },
    });
  }
}

/** Deletes all that is in the namespace; then the namespace itself, or says what holds it. */
async function empty(api: Api, name: string, namespace: Tree): Promise<void> {
  const left: [string, Tree][] = [];
  for (const [bucket, { objects }] of api.store.buckets()) {
    const resource = resourceOf(api, bucket);
    if (resource === undefined || !resource.namespaced) continue;
    for (const [key, object] of [...objects]) {
      if (!key.startsWith(`${name}/`)) continue;
      if (!isDeleted(object)) await remove(api, resource, object);
      const still = find(api, bucket, key);
      if (still !== undefined) left.push([bucket, still]);
    }
  }
  if (left.length > 0) return report(api, name, namespace, left);
  if (find(api, bucketName, name) === undefined) return;
  const finalizers = (treeAt(namespace, "spec").finalizers ?? []) as string[];
  const rest = finalizers.filter((finalizer) => finalizer !== "kubernetes");
  if (rest.length > 0) update(api, bucketName, name, { spec: { finalizers: rest } });
  else api.store.remove(bucketName, name);
}
