import { type Api, randomSuffix } from "../api.ts";
import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { labelSelectorOf } from "../store/selector.ts";
import { controlledBy, create, find, inNamespace, isDeleted, update } from "./objects.ts";
import { isReady } from "./pod_sets.ts";
import type { Controller } from "./runner.ts";

const services = "/services", slices = "discovery.k8s.io/endpointslices";

/** Keeps Endpoints and EndpointSlices of Services with a selector. */
export const endpointsController: Controller = {
  buckets: [services, "/pods"],
  async reconcile(api, bucket, key) {
    const namespace = key.split("/")[0]!;
    if (bucket === services) return await publish(api, key);
    for (const other of [...api.store.bucket(services).objects.keys()]) {
      if (other.startsWith(`${namespace}/`)) await publish(api, other);
    }
  },
};

async function publish(api: Api, key: string): Promise<void> {
  const service = find(api, services, key);
  if (service === undefined || isDeleted(service)) return;
  const selector = treeAt(service, "spec", "selector");
  if (Object.keys(selector).length === 0) return;
  const namespace = key.split("/")[0]!, name = textAt(service, "metadata", "name");
  const matches = labelSelectorOf({ matchLabels: selector });
  const pods = inNamespace(api, "/pods", namespace)
    .filter((pod) =>
      matches(treeAt(pod, "metadata", "labels")) && textAt(pod, "status", "podIP") !== ""
    );
  await writeEndpoints(api, service, namespace, name, pods);
  await writeSlice(api, service, namespace, name, pods);
}

const triggered = (service: Tree): Tree => ({
  "endpoints.kubernetes.io/last-change-trigger-time": textAt(
    service,
    "metadata",
    "creationTimestamp",
  ),
});

function portsOf(service: Tree): Tree[] {
  return treesAt(service, "spec", "ports").map(({ name, protocol, targetPort, port }) => ({
    ...(name === undefined ? {} : { name }),
    port: typeof targetPort === "number" ? targetPort : port,
    protocol,
  }));
}

async function writeEndpoints(
  api: Api,
  service: Tree,
  namespace: string,
  name: string,
  pods: readonly Tree[],
): Promise<void> {
  const target = ({ metadata, status }: Tree) => ({
    ip: textAt(status, "podIP"),
    targetRef: {
      kind: "Pod",
      namespace,
      name: textAt(metadata, "name"),
      uid: textAt(metadata, "uid"),
    },
  });
  const ready = pods.filter(isReady).map(target),
    not = pods.filter((pod) => !isReady(pod)).map(target);
  const subset: Tree = { ports: portsOf(service) };
  if (ready.length > 0) subset.addresses = ready;
  if (not.length > 0) subset.notReadyAddresses = not;
  const subsets = pods.length === 0 ? undefined : [subset];
  if (find(api, "/endpoints", `${namespace}/${name}`) !== undefined) {
    update(api, "/endpoints", `${namespace}/${name}`, { subsets });
    return;
  }
  await create(api, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: {
      name,
      namespace,
      labels: { "endpoints.kubernetes.io/managed-by": "endpoint-controller" },
      annotations: triggered(service),
    },
    subsets: subsets ?? [],
  });
}

async function writeSlice(
  api: Api,
  service: Tree,
  namespace: string,
  name: string,
  pods: readonly Tree[],
): Promise<void> {
  const endpoints = pods.length === 0 ? null : pods.map((pod) => ({
    addresses: [textAt(pod, "status", "podIP")],
    conditions: { ready: isReady(pod), serving: isReady(pod), terminating: isDeleted(pod) },
    targetRef: {
      kind: "Pod",
      namespace,
      name: textAt(pod, "metadata", "name"),
      uid: textAt(pod, "metadata", "uid"),
    },
    nodeName: textAt(pod, "spec", "nodeName"),
  }));
  // A slice that stands for no endpoint yet names no port.
  const ports = endpoints === null ? null : portsOf(service);
  const labels = {
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    "kubernetes.io/service-name": name,
  };
  const mine = inNamespace(api, slices, namespace)
    .find((slice) => treeAt(slice, "metadata", "labels")["kubernetes.io/service-name"] === name);
  if (mine !== undefined) {
    update(api, slices, `${namespace}/${textAt(mine, "metadata", "name")}`, { endpoints, ports });
    return;
  }
  await create(api, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${randomSuffix(api.random)}`,
      generateName: `${name}-`,
      namespace,
      labels,
      annotations: triggered(service),
      ownerReferences: [controlledBy(service)],
    },
    addressType: "IPv4",
    endpoints,
    ports,
  });
}
