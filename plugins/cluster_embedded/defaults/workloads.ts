import { isTree, makeTree, type Tree, treeAt, treesAt } from "../json/tree.ts";
import {
  fallback,
  hostPorts,
  podSpecDefaults,
  requestsFromLimits,
  templateDefaults,
} from "./pod.ts";

type Defaults = (object: Tree) => void;

const spec = (object: Tree) => makeTree(object, "spec");

function deployment(object: Tree): void {
  const own = spec(object);
  fallback(own, "replicas", 1);
  templateDefaults(own);
  const strategy = makeTree(own, "strategy");
  fallback(strategy, "type", "RollingUpdate");
  if (strategy.type === "RollingUpdate") {
    const rolling = makeTree(strategy, "rollingUpdate");
    fallback(rolling, "maxUnavailable", "25%");
    fallback(rolling, "maxSurge", "25%");
  }
  fallback(own, "revisionHistoryLimit", 10);
  fallback(own, "progressDeadlineSeconds", 600);
}

/** Where the number of a DaemonSet's template is kept for whoever reads `v1`; the server counts it on. */
export const templateGeneration = "deprecated.daemonset.template.generation";

function daemonSet(object: Tree): void {
  const own = spec(object);
  makeTree(object, "metadata", "annotations")[templateGeneration] ??= "0";
  templateDefaults(own);
  const strategy = makeTree(own, "updateStrategy");
  fallback(strategy, "type", "RollingUpdate");
  if (strategy.type === "RollingUpdate") {
    const rolling = makeTree(strategy, "rollingUpdate");
    fallback(rolling, "maxUnavailable", 1);
    fallback(rolling, "maxSurge", 0);
  }
  fallback(own, "revisionHistoryLimit", 10);
}

function statefulSet(object: Tree): void {
  const own = spec(object);
  fallback(own, "replicas", 1);
  templateDefaults(own);
  fallback(own, "podManagementPolicy", "OrderedReady");
  const strategy = makeTree(own, "updateStrategy");
  // Who names the type himself gets no parameters with it.
  if (!strategy.type) {
    strategy.type = "RollingUpdate";
    makeTree(strategy, "rollingUpdate");
  }
  if (strategy.type === "RollingUpdate" && isTree(strategy.rollingUpdate)) {
    fallback(strategy.rollingUpdate, "partition", 0);
  }
  fallback(own, "revisionHistoryLimit", 10);
  const retention = makeTree(own, "persistentVolumeClaimRetentionPolicy");
  fallback(retention, "whenDeleted", "Retain");
  fallback(retention, "whenScaled", "Retain");
  for (const claim of treesAt(own, "volumeClaimTemplates")) {
    fallback(claim, "apiVersion", "v1");
    fallback(claim, "kind", "PersistentVolumeClaim");
    claimDefaults(claim);
  }
}

function replicaSet(object: Tree): void {
  fallback(spec(object), "replicas", 1);
  templateDefaults(spec(object));
}

function replicationController(object: Tree): void {
  const own = spec(object), labels = treeAt(own, "template", "metadata", "labels");
  if (Object.keys(labels).length > 0) {
    if (own.selector === undefined) own.selector = { ...labels };
    const metadata = makeTree(object, "metadata");
    if (metadata.labels === undefined) metadata.labels = { ...labels };
  }
  fallback(own, "replicas", 1);
  if (isTree(own.template)) templateDefaults(own);
}

/** Labels that a Job shares with its template: what is added to those, it has too. */
export const labelsOfTemplate = new WeakSet<Tree>();

function job(object: Tree): void {
  jobSpec(spec(object));
  const labels = treeAt(object, "spec", "template", "metadata", "labels");
  const metadata = makeTree(object, "metadata");
  if (metadata.labels === undefined && Object.keys(labels).length > 0) {
    metadata.labels = { ...labels };
    labelsOfTemplate.add(metadata.labels as Tree);
  }
}

function jobSpec(own: Tree): void {
  if (own.completions === undefined && own.parallelism === undefined) own.completions = 1;
  fallback(own, "parallelism", 1);
  const indexed = own.backoffLimitPerIndex !== undefined;
  fallback(own, "backoffLimit", indexed ? 2147483647 : 6);
  fallback(own, "completionMode", "NonIndexed");
  if (own.suspend === undefined) own.suspend = false;
  if (own.manualSelector === undefined) own.manualSelector = false;
  if (own.podReplacementPolicy === undefined) {
    own.podReplacementPolicy = isTree(own.podFailurePolicy) ? "Failed" : "TerminatingOrFailed";
  }
  templateDefaults(own);
}

function cronJob(object: Tree): void {
  const own = spec(object);
  fallback(own, "concurrencyPolicy", "Allow");
  if (own.suspend === undefined) own.suspend = false;
  fallback(own, "successfulJobsHistoryLimit", 3);
  fallback(own, "failedJobsHistoryLimit", 1);
  templateDefaults(makeTree(own, "jobTemplate", "spec"));
}

/** Defaults of a PersistentVolumeClaim. */
export function claimDefaults(object: Tree): void {
  if (treeAt(object, "status").phase === undefined) makeTree(object, "status").phase = "Pending";
  fallback(makeTree(object, "spec"), "volumeMode", "Filesystem");
}

/** Defaults of workloads by bucket. */
export const workloadDefaults: Readonly<Record<string, Defaults>> = {
  "apps/deployments": deployment,
  "apps/daemonsets": daemonSet,
  "apps/statefulsets": statefulSet,
  "apps/replicasets": replicaSet,
  "/replicationcontrollers": replicationController,
  "batch/jobs": job,
  "batch/cronjobs": cronJob,
  "/pods": (object) => {
    for (const list of ["initContainers", "containers"]) {
      for (const container of treesAt(spec(object), list)) requestsFromLimits(container);
    }
    if (spec(object).hostNetwork === true) hostPorts(spec(object));
    podSpecDefaults(spec(object));
    const status = treeAt(object, "status");
    if (typeof status.podIP === "string") status.podIPs ??= [{ ip: status.podIP }];
    if (object.spec !== undefined && (object.spec as Tree).enableServiceLinks === undefined) {
      (object.spec as Tree).enableServiceLinks = true;
    }
  },
  "/podtemplates": (object) => podSpecDefaults(makeTree(object, "template", "spec")),
  "/persistentvolumeclaims": claimDefaults,
};
