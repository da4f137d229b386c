import { isTree, makeTree, type Tree, treeAt, treesAt } from "../json/tree.ts";

/** Sets a key that has no value yet. */
export function fallback(tree: Tree, key: string, value: unknown): void {
  if (tree[key] === undefined || tree[key] === null || tree[key] === "") tree[key] = value;
}

const probeDefaults = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

/** Defaults of a PodSpec. */
export function podSpecDefaults(spec: Tree): void {
  fallback(spec, "restartPolicy", "Always");
  fallback(spec, "terminationGracePeriodSeconds", 30);
  if (Number(spec.terminationGracePeriodSeconds) < 0) spec.terminationGracePeriodSeconds = 1;
  fallback(spec, "dnsPolicy", "ClusterFirst");
  fallback(spec, "securityContext", {});
  fallback(spec, "schedulerName", "default-scheduler");
  if (typeof spec.serviceAccountName === "string" && spec.serviceAccountName !== "") {
    spec.serviceAccount = spec.serviceAccountName;
  } else if (typeof spec.serviceAccount === "string" && spec.serviceAccount !== "") {
    spec.serviceAccountName = spec.serviceAccount;
  }
  for (const list of ["initContainers", "containers", "ephemeralContainers"]) {
    for (const container of treesAt(spec, list)) containerDefaults(container);
  }
  for (const volume of treesAt(spec, "volumes")) volumeDefaults(volume);
  order(spec);
}

/** Where the deprecated copy of the account's name stands in the object. */
function order(spec: Tree): void {
  if (spec.serviceAccount === undefined) return;
  const { serviceAccount } = spec;
  delete spec.serviceAccount;
  spec.serviceAccount = serviceAccount;
}

/** Ports of a Pod in the host's network are the host's. */
export function hostPorts(spec: Tree): void {
  for (const list of ["initContainers", "containers"]) {
    for (const port of treesAt(spec, list).flatMap((container) => treesAt(container, "ports"))) {
      if (port.hostPort === undefined || port.hostPort === 0) port.hostPort = port.containerPort;
    }
  }
}

const imageName =
  /^([\w.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?$/;

/** `:latest` and no tag are pulled always. */
function pullPolicy(image: unknown): string {
  const text = typeof image === "string" ? image : "";
  // What is no image's name has no tag, and none is added.
  if (text.includes("@") || !imageName.test(text) || /^[a-f0-9]{64}$/.test(text)) {
    return "IfNotPresent";
  }
  const tag = /:([^/:]*)$/.exec(text)?.[1];
  return tag === undefined || tag === "latest" || tag === "" ? "Always" : "IfNotPresent";
}

function containerDefaults(container: Tree): void {
  fallback(container, "terminationMessagePath", "/dev/termination-log");
  fallback(container, "terminationMessagePolicy", "File");
  fallback(container, "imagePullPolicy", pullPolicy(container.image));
  for (const port of treesAt(container, "ports")) fallback(port, "protocol", "TCP");
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    if (isTree(container[name])) probe(container[name]);
  }
  for (const hook of ["postStart", "preStop"]) httpDefaults(treeAt(container, "lifecycle", hook));
  for (const env of treesAt(container, "env")) {
    const from = treeAt(env, "valueFrom");
    if (isTree(from.fieldRef)) fallback(from.fieldRef, "apiVersion", "v1");
    if (isTree(from.fileKeyRef)) fallback(from.fileKeyRef, "optional", false);
  }
}

function probe(tree: Tree): void {
  for (const [key, value] of Object.entries(probeDefaults)) {
    if (tree[key] === undefined || tree[key] === 0) tree[key] = value;
  }
  httpDefaults(tree);
  if (isTree(tree.grpc)) fallback(tree.grpc, "service", "");
}

function httpDefaults(tree: Tree): void {
  if (!isTree(tree.httpGet)) return;
  fallback(tree.httpGet, "path", "/");
  fallback(tree.httpGet, "scheme", "HTTP");
}

/** A limit without a request is the request. */
export function requestsFromLimits(container: Tree): void {
  const limits = treeAt(container, "resources", "limits");
  for (const [name, value] of Object.entries(limits)) {
    const requests = makeTree(container, "resources", "requests");
    if (requests[name] === undefined) requests[name] = value;
  }
}

const volumeSources: Readonly<Record<string, Tree>> = {
  secret: { defaultMode: 420 },
  configMap: { defaultMode: 420 },
  downwardAPI: { defaultMode: 420 },
  projected: { defaultMode: 420 },
  hostPath: { type: "" },
  iscsi: { iscsiInterface: "default" },
  rbd: { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" },
  azureDisk: { cachingMode: "ReadWrite", fsType: "ext4", readOnly: false, kind: "Shared" },
  scaleIO: { storageMode: "ThinProvisioned", fsType: "xfs" },
};

function volumeDefaults(volume: Tree): void {
  for (const [kind, values] of Object.entries(volumeSources)) {
    const source = volume[kind];
    if (!isTree(source)) continue;
    for (const [key, value] of Object.entries(values)) {
      if (source[key] === undefined) source[key] = value;
    }
  }
  if (Object.keys(volume).length === 1) volume.emptyDir = {};
  for (const item of [...treesAt(volume, "downwardAPI", "items")]) fieldRef(item);
  for (const source of treesAt(volume, "projected", "sources")) {
    for (const item of treesAt(source, "downwardAPI", "items")) fieldRef(item);
    if (isTree(source.serviceAccountToken)) {
      fallback(source.serviceAccountToken, "expirationSeconds", 3600);
    }
  }
  const claim = treeAt(volume, "ephemeral", "volumeClaimTemplate", "spec");
  if (Object.keys(claim).length > 0) fallback(claim, "volumeMode", "Filesystem");
}

function fieldRef(item: Tree): void {
  if (isTree(item.fieldRef)) fallback(item.fieldRef, "apiVersion", "v1");
}

/** Defaults of a pod template's spec, made where it is absent. */
export function templateDefaults(spec: Tree): void {
  podSpecDefaults(makeTree(spec, "template", "spec"));
}
