import { at, type KubeObject } from "contract";
import { condition, count, current, failed, type Health, inProgress, type Rule } from "./status.ts";

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
  "Namespace": (object) =>
    at(object, "/status/phase") === "Terminating"
      ? inProgress("Namespace is terminating")
      : current,
  "CronJob.batch": () => current,
  "ConfigMap": () => current,
  "Secret": () => current,
  "PodDisruptionBudget.policy": () => current,
};

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
    [!progressing || progressing.reason === "NewReplicaSetAvailable", "ReplicaSet not Available"],
    [available?.status === "True", "Deployment not Available"],
  );
}

function statefulSet(object: KubeObject): Health {
  if (at(object, "/spec/updateStrategy/type") === "OnDelete") return current;
  const wanted = count(object, "/spec/replicas", 1);
  const replicas = count(object, "/status/replicas"),
    ready = count(object, "/status/readyReplicas");
  const held = count(object, "/status/currentReplicas"),
    updated = count(object, "/status/updatedReplicas");
  const partition = count(object, "/spec/updateStrategy/rollingUpdate/partition", -1);
  const counts = [
    [replicas >= wanted, `Replicas: ${replicas}/${wanted}`],
    [ready >= wanted, `Ready: ${ready}/${wanted}`],
    [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
  ] as const;
  if (partition > 0) {
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
  if (at(object, "/status/observedGeneration") === undefined) return inProgress("No status yet");
  const wanted = count(object, "/status/desiredNumberScheduled"),
    held = count(object, "/status/currentNumberScheduled");
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

const deadlyReasons = new Set(["CrashLoopBackOff"]);

function pod(object: KubeObject): Health {
  const phase = at(object, "/status/phase");
  if (phase === "Succeeded" || condition(object, "Ready")?.status === "True") return current;
  if (phase === "Failed") return failed("Pod has completed, but not successfully");
  const containers = at(object, "/status/containerStatuses");
  const dead = Array.isArray(containers)
    ? containers.find((one) => deadlyReasons.has(String(at(one, "/state/waiting/reason"))))
    : undefined;
  return dead
    ? failed(`Pod is in ${at(dead, "/state/waiting/reason")}`)
    : inProgress("Pod is starting");
}

function service(object: KubeObject): Health {
  if (at(object, "/spec/type") !== "LoadBalancer") return current;
  const ip = at(object, "/spec/clusterIP");
  return typeof ip === "string" && ip !== ""
    ? current
    : inProgress("ClusterIP not set. Service type: LoadBalancer");
}
