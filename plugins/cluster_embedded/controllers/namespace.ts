import { type Api, timestamp } from "../api.ts";
import { textAt, type Tree, treeAt } from "../json/tree.ts";
import { create, find, isDeleted, remove, resourceOf, update } from "./objects.ts";
import type { Controller } from "./controllers.ts";

const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
const bucketName = "/namespaces";

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

function report(api: Api, name: string, namespace: Tree, left: readonly [string, Tree][]): void {
  const counts = new Map<string, number>(), finalizers = new Map<string, number>();
  for (const [bucket, object] of left) {
    const [group, plural] = bucket.split("/");
    const label = `${plural}.${group}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    for (const finalizer of (treeAt(object, "metadata").finalizers ?? []) as string[]) {
      finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
  }
  const time = timestamp(api.now());
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type,
    status,
    lastTransitionTime: time,
    reason,
    message,
  });
  const list = (
    words: ReadonlyMap<string, number>,
    text: (name: string, count: number) => string,
  ) =>
    [...words].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, count]) => text(word, count)).join(
      ", ",
    );
  const conditions = [
    condition(
      "NamespaceDeletionDiscoveryFailure",
      "False",
      "ResourcesDiscovered",
      "All resources successfully discovered",
    ),
    condition(
      "NamespaceDeletionGroupVersionParsingFailure",
      "False",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    condition(
      "NamespaceDeletionContentFailure",
      "False",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    condition(
      "NamespaceContentRemaining",
      "True",
      "SomeResourcesRemain",
      `Some resources are remaining: ${list(counts, (w, n) => `${w} has ${n} resource instances`)}`,
    ),
    condition(
      "NamespaceFinalizersRemaining",
      "True",
      "SomeFinalizersRemain",
      `Some content in the namespace has finalizers remaining: ${
        list(finalizers, (w, n) => `${w} in ${n} resource instances`)
      }`,
    ),
  ];
  const messages = (object: Tree) =>
    JSON.stringify(
      ((treeAt(object, "status").conditions ?? []) as Tree[]).map((c) => textAt(c, "message")),
    );
  const status = { ...treeAt(namespace, "status"), conditions };
  if (messages(namespace) !== messages({ status })) update(api, bucketName, name, { status });
}
