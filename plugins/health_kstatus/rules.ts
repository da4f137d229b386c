import { at, type KubeObject } from "contract";
import {
  type Condition,
  condition,
  count,
  current,
  failed,
  type Health,
  inProgress,
  type Rule,
} from "./status.ts";

/** kstatus' rules for built-in kinds (cli-utils, pkg/kstatus/status/core.go); kinds that are current by being there. */
export const rules: Readonly<Record<string, Rule>> = {
  "Deployment.apps": deployment,
  "StatefulSet.apps": statefulSet,
  "DaemonSet.apps": daemonSet,
  "ReplicaSet.apps": replicaSet,
  "Job.batch": job,
  "CustomResourceDefinition.apiextensions.k8s.io": definition,
  "PersistentVolumeClaim": (object) =>
    at(object, "/status/phase") === "Bound" ? current : inProgress("PVC is not Bound"),
  "Pod": pod,
  "Service": service,
  "CronJob.batch": () => current,
  "ConfigMap": () => current,
  "Secret": () => current,
  "PodDisruptionBudget.policy": () => current,
};

const noDeadline = 2 ** 31 - 1;

/** The first count that is not reached speaks. */
function unless(...tests: readonly (readonly [reached: boolean, message: string])[]): Health {
  const open = tests.find(([reached]) => !reached);
  return open ? inProgress(open[1]) : current;
}

function deployment(object: KubeObject): Health {
  const progressing = condition(object, "Progressing"), available = condition(object, "Available");
  if (progressing?.reason === "ProgressDeadlineExceeded") {
    return failed("Progress deadline exceeded");
  }
  const wanted = count(object, "/spec/replicas", 1);
  const updated = count(object, "/status/updatedReplicas"),
    ready = count(object, "/status/readyReplicas");
  const replicas = count(object, "/status/replicas"),
    up = count(object, "/status/availableReplicas");
  return unless(
    [replicas >= wanted, `Replicas: ${replicas}/${wanted}`],
    [updated >= wanted, `Updated: ${updated}/${wanted}`],
    [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
    [up >= updated, `Available: ${up}/${updated}`],
    [ready >= wanted, `Ready: ${ready}/${wanted}`],
    [isRolledOut(object, progressing), "ReplicaSet not Available"],
    [available?.status === "True", "Deployment not Available"],
  );
}

/** Without a deadline the controller says nothing of progress. */
function isRolledOut(object: KubeObject, progressing: Condition | undefined): boolean {
  if (count(object, "/spec/progressDeadlineSeconds", noDeadline) === noDeadline) return true;
  return progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
}

function statefulSet(object: KubeObject): Health {
  if (at(object, "/spec/updateStrategy/type") === "OnDelete") return current;
  const wanted = count(object, "/spec/replicas", 1);
  const replicas = count(object, "/status/replicas"),
    ready = count(object, "/status/readyReplicas");
  const held = count(object, "/status/currentReplicas"),
    updated = count(object, "/status/updatedReplicas");
  const partition = at(object, "/spec/updateStrategy/rollingUpdate/partition");
  const counts = [
    [replicas >= wanted, `Replicas: ${replicas}/${wanted}`],
    [ready >= wanted, `Ready: ${ready}/${wanted}`],
    [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
  ] as const;
  if (typeof partition === "number") {
    return unless(...counts, [
      updated >= wanted - partition,
      `updated: ${updated}/${wanted - partition}`,
    ]);
  }
  const same = at(object, "/status/currentRevision") === at(object, "/status/updateRevision");
  return unless(...counts, [held >= wanted, `current: ${held}/${wanted}`], [
    same,
    "Waiting for updated revision to match current",
  ]);
}

function daemonSet(object: KubeObject): Health {
  const wanted = count(object, "/status/desiredNumberScheduled", -1);
  if (at(object, "/status/observedGeneration") === undefined || wanted < 0) {
    return inProgress("No status yet");
  }
  const held = count(object, "/status/currentNumberScheduled");
  const updated = count(object, "/status/updatedNumberScheduled"),
    up = count(object, "/status/numberAvailable");
  const ready = count(object, "/status/numberReady");
  return unless(
    [held >= wanted, `Current: ${held}/${wanted}`],
    [updated >= wanted, `Updated: ${updated}/${wanted}`],
    [up >= wanted, `Available: ${up}/${wanted}`],
    [ready >= wanted, `Ready: ${ready}/${wanted}`],
  );
}

function replicaSet(object: KubeObject): Health {
  const failure = condition(object, "ReplicaFailure");
  if (failure?.status === "True") return inProgress("Replica Failure condition. Check Pods");
  const wanted = count(object, "/spec/replicas", 1), replicas = count(object, "/status/replicas");
  const labelled = count(object, "/status/fullyLabeledReplicas");
  const up = count(object, "/status/availableReplicas"),
    ready = count(object, "/status/readyReplicas");
  return unless(
    [labelled >= wanted, `Labelled: ${labelled}/${wanted}`],
    [up >= wanted, `Available: ${up}/${wanted}`],
    [ready >= wanted, `Ready: ${ready}/${wanted}`],
    [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
  );
}

/** Flux waits for a Job to complete, where kstatus is content with its start. */
function job(object: KubeObject): Health {
  if (at(object, "/spec/suspend") === true) return current;
  const ended = condition(object, "Failed");
  if (ended?.status === "True") {
    return failed(`Job Failed. failed: ${count(object, "/status/failed")}`);
  }
  return condition(object, "Complete")?.status === "True" ? current : inProgress("Job in progress");
}

function definition(object: KubeObject): Health {
  const names = condition(object, "NamesAccepted"), established = condition(object, "Established");
  if (names?.status === "False") return failed(names.message ?? "Names not accepted");
  if (established?.status === "False" && established.reason !== "Installing") {
    return failed(established.message ?? "");
  }
  return established?.status === "True" ? current : inProgress("Install in progress");
}

/** How long a Pod may be without a node before it counts as failed, in ms. */
const scheduleWindowMs = 15_000;

function pod(object: KubeObject): Health {
  const phase = at(object, "/status/phase");
  // It ended, and it is for its owner to say what that means.
  if (phase === "Succeeded" || phase === "Failed") return current;
  if (phase === "Running") return runningPod(object);
  const scheduled = condition(object, "PodScheduled");
  const made = Date.parse(String(object.metadata["creationTimestamp"] ?? ""));
  const isHomeless = phase === "Pending" && scheduled?.status === "False" &&
    scheduled.reason === "Unschedulable" && Date.now() - made >= scheduleWindowMs;
  return isHomeless ? failed("Pod could not be scheduled") : inProgress("Pod is starting");
}

function runningPod(object: KubeObject): Health {
  if (condition(object, "Ready")?.status === "True") return current;
  const containers = at(object, "/status/containerStatuses");
  const crashing = (Array.isArray(containers) ? containers : [])
    .filter((one) => at(one, "/state/waiting/reason") === "CrashLoopBackOff")
    .map((one) => String(at(one, "/name")));
  return crashing.length > 0
    ? failed(`Containers in CrashLoop state: ${crashing.join(",")}`)
    : inProgress("Pod is running but is not Ready");
}

function service(object: KubeObject): Health {
  if (at(object, "/spec/type") !== "LoadBalancer") return current;
  const ip = at(object, "/spec/clusterIP");
  return typeof ip === "string" && ip !== ""
    ? current
    : inProgress("ClusterIP not set. Service type: LoadBalancer");
}
