import { type Api, timestamp } from "./api.ts";
import { clone, makeTree, textAt, type Tree } from "./json/tree.ts";
import { bootstrap } from "./tables/bootstrap.ts";
import { keyOf } from "./registry/resource.ts";
import { splitGroupVersion } from "./registry/registry.ts";

const namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Puts the objects of a fresh server into the store; those that are there stay. */
export function bootstrapObjects(api: Api): void {
  for (const name of namespaces) {
    put(api, "/namespaces", {
      kind: "Namespace",
      apiVersion: "v1",
      metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  }
  for (const object of bootstrap as Tree[]) {
    const [group, version] = splitGroupVersion(String(object.apiVersion));
    const resource = api.registry.ofKind(group, version, String(object.kind));
    if (resource === undefined) continue;
    const copy = clone(object);
    if (resource.strategy.generation) makeTree(copy, "metadata").generation = 1;
    put(api, resource.bucket, copy);
  }
}

function put(api: Api, bucket: string, object: Tree): void {
  const metadata = object.metadata as Tree;
  const key = keyOf(textAt(metadata, "namespace"), textAt(metadata, "name"));
  if (api.store.bucket(bucket).objects.has(key)) return;
  metadata.uid = api.uuid();
  metadata.creationTimestamp = timestamp(api.now());
  api.store.put(bucket, key, object);
}
