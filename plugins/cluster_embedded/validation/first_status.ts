import { type Tree, treeAt } from "../json/tree.ts";
import { podQos } from "./pod_qos.ts";

/** Status that a new object starts with, where it is not empty. */
export const firstStatus: Readonly<
  Record<string, (object: Tree, now: string) => Tree | undefined>
> = {
  "/namespaces": () => ({ phase: "Active" }),
  "/pods": (object) => ({ phase: "Pending", qosClass: podQos(object) }),
  "/persistentvolumes": (_object, now) => ({ phase: "Pending", lastPhaseTransitionTime: now }),
  "/persistentvolumeclaims": () => ({ phase: "Pending" }),
  "/services": () => ({ loadBalancer: {} }),
  "/nodes": (object) => treeAt(object, "status"),
  "networking.k8s.io/ingresses": () => ({ loadBalancer: {} }),
  "apps/daemonsets": () => ({
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  }),
  "apps/replicasets": () => ({ replicas: 0 }),
  "apps/statefulsets": () => ({ replicas: 0, availableReplicas: 0 }),
  "/replicationcontrollers": () => ({ replicas: 0 }),
  "autoscaling/horizontalpodautoscalers": (object) =>
    object.apiVersion === "autoscaling/v1"
      ? { currentReplicas: 0, desiredReplicas: 0 }
      : { desiredReplicas: 0, currentMetrics: null },
  "policy/poddisruptionbudgets": () => ({
    disruptionsAllowed: 0,
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
  }),
};
export const withStatus = new Set([
  ...[
    "apps/deployments",
    "batch/jobs",
    "batch/cronjobs",
    "/resourcequotas",
    ...Object.keys(firstStatus),
  ],
  ...[
    "certificates.k8s.io/certificatesigningrequests",
    "admissionregistration.k8s.io/validatingadmissionpolicies",
  ],
]);
