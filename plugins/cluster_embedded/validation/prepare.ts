import { equal, isTree, makeTree, put, type Tree, treeAt } from "../json/tree.ts";
import type { WriteContext } from "../registry/resource.ts";
import { namespaceLabel } from "../defaults/others.ts";
import { labelsOfTemplate, templateGeneration } from "../defaults/workloads.ts";
import { firstStatus, withStatus } from "./first_status.ts";

type Prepare = (object: Tree, old: Tree | undefined, context: WriteContext) => void;

const creates: Readonly<Record<string, Prepare>> = {
  "/namespaces": (object) => {
    namespaceLabel(object);
    const spec = makeTree(object, "spec");
    const finalizers = (Array.isArray(spec.finalizers) ? spec.finalizers : []) as string[];
    if (!finalizers.includes("kubernetes")) spec.finalizers = [...finalizers, "kubernetes"];
  },
  "/persistentvolumes": (object) => protect(object, "kubernetes.io/pv-protection"),
  "/persistentvolumeclaims": (object) => {
    protect(object, "kubernetes.io/pvc-protection");
    dataSources(makeTree(object, "spec"));
  },
  "storage.k8s.io/volumeattributesclasses": (object) =>
    protect(object, "kubernetes.io/vac-protection"),
  "batch/jobs": (object) => jobSelector(object),
  "/nodes": (object) => {
    const spec = makeTree(object, "spec"), key = "node.kubernetes.io/not-ready";
    const taints = (Array.isArray(spec.taints) ? spec.taints : []) as Tree[];
    if (taints.some((taint) => taint.key === key && taint.effect === "NoSchedule")) return;
    spec.taints = [...taints, { key, effect: "NoSchedule" }];
  },
  "apps/daemonsets": (object) => {
    makeTree(object, "metadata", "annotations")[templateGeneration] = "1";
  },
  "/pods": (object) => {
    podTolerations(makeTree(object, "spec"));
  },
};

function podTolerations(spec: Tree): void {
  const given = (Array.isArray(spec.tolerations) ? spec.tolerations : []) as Tree[];
  const keys = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
  const added = keys.filter((key) => !given.some((t) => t.key === key || t.key === undefined))
    .map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }));
  if (given.length + added.length > 0) spec.tolerations = [...given, ...added];
}

function protect(object: Tree, finalizer: string): void {
  const metadata = makeTree(object, "metadata");
  const finalizers = (Array.isArray(metadata.finalizers) ? metadata.finalizers : []) as string[];
  if (!finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
}

/** Where a claim's data comes from is said in two fields; the older one knows two kinds alone. */
function dataSources(spec: Tree): void {
  const source = spec.dataSource, reference = spec.dataSourceRef;
  if (isTree(source) && reference === undefined) {
    const { kind, apiGroup } = source, group = apiGroup ?? "";
    const known = (kind === "PersistentVolumeClaim" && group === "") ||
      (kind === "VolumeSnapshot" && group === "snapshot.storage.k8s.io");
    if (known) spec.dataSourceRef = { ...source };
    else delete spec.dataSource;
  } else if (isTree(reference) && source === undefined && !reference.namespace) {
    const { namespace: _, ...rest } = reference;
    spec.dataSource = rest;
  }
}

/** A Job selects its own Pods by its uid. */
function jobSelector(object: Tree): void {
  const spec = makeTree(object, "spec");
  if (spec.manualSelector === true) return;
  const metadata = makeTree(object, "metadata");
  queueUid(object, (uid) => {
    const labels = makeTree(spec, "template", "metadata", "labels");
    const own = {
      "controller-uid": uid,
      "job-name": metadata.name,
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": metadata.name,
    };
    Object.assign(labels, own);
    if (metadata.labels === undefined) lateLabels.set(object, labels);
    else if (labelsOfTemplate.has(metadata.labels as Tree)) metadata.labels = { ...labels };
    makeTree(spec, "selector", "matchLabels")["batch.kubernetes.io/controller-uid"] = uid;
  });
}

/** Labels that a Job gets when it comes back from storage: nobody has checked them. */
const lateLabels = new WeakMap<Tree, Tree>();

/** Gives an object that was checked what its kind gets at last. */
export function finishCreate(object: Tree): void {
  const labels = lateLabels.get(object);
  if (labels !== undefined) makeTree(object, "metadata").labels = { ...labels };
}

const afterUid = new WeakMap<Tree, (uid: string) => void>();
function queueUid(object: Tree, run: (uid: string) => void): void {
  afterUid.set(object, run);
}

/** What waits for the object's uid is done now. */
export function withUid(object: Tree, uid: string): void {
  afterUid.get(object)?.(uid);
  afterUid.delete(object);
}

/** Sets what a new object starts with, whatever was sent. */
export function prepareCreate(bucket: string, object: Tree, context: WriteContext): void {
  if (withStatus.has(bucket)) object.status = firstStatus[bucket]?.(object, context.now) ?? {};
  creates[bucket]?.(object, undefined, context);
}

/** An update that leaves out what the server gave keeps it. */
function keepAllocated(spec: Tree, old: Tree): void {
  if (spec.type === "ExternalName" || old.type === "ExternalName") return;
  for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (spec[field] === undefined || spec[field] === "") put(spec, field, old[field]);
  }
}

const updates: Readonly<Record<string, Prepare>> = {
  "/persistentvolumeclaims": (object) => dataSources(makeTree(object, "spec")),
  "/namespaces": (object, old, { subresource }) => {
    namespaceLabel(object);
    if (subresource !== "finalize") put(object, "spec", old?.spec);
    put(object, "status", subresource === "status" ? object.status : old?.status);
  },
  "/services": (object, old) => keepAllocated(makeTree(object, "spec"), treeAt(old, "spec")),
  "apps/daemonsets": (object, old) => {
    const metadata = makeTree(object, "metadata");
    const generation = Number(treeAt(old, "metadata", "annotations")[templateGeneration] ?? 1);
    const changed = !equal(treeAt(object, "spec").template, treeAt(old, "spec").template);
    const number = String(changed ? generation + 1 : generation);
    metadata.annotations = { ...treeAt(metadata, "annotations"), [templateGeneration]: number };
  },
  "/pods": (object, old) => {
    const spec = makeTree(object, "spec"), before = treeAt(old, "spec");
    for (const field of ["priority", "preemptionPolicy", "tolerations"]) {
      if (spec[field] === undefined && before[field] !== undefined) spec[field] = before[field];
    }
    podTolerations(spec);
  },
};

/** Keeps what an update cannot change. */
export function prepareUpdate(
  bucket: string,
  object: Tree,
  old: Tree,
  context: WriteContext,
): void {
  updates[bucket]?.(object, old, context);
}
