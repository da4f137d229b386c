import { textAt, type Tree, treeAt, valueAt } from "../json/tree.ts";

type Reader = (object: Tree) => string;

const at = (...path: string[]): Reader => (object) => textAt(object, ...path);
const number = (...path: string[]): Reader => (object) => String(valueAt(object, ...path) ?? 0);

const involved = Object.fromEntries(
  ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map((key) => [
    `involvedObject.${key}`,
    at("involvedObject", key),
  ]),
);
const regarding = Object.fromEntries(
  Object.entries(involved).map((
    [key, reader],
  ) => [key.replace("involvedObject", "regarding"), reader]),
);
const source: Reader = (event) =>
  textAt(event, "source", "component") || textAt(event, "reportingComponent");

/** Fields that lists of a bucket can be selected by, besides name and namespace. */
export const fieldSelectors: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  "/pods": {
    "spec.nodeName": at("spec", "nodeName"),
    "spec.restartPolicy": at("spec", "restartPolicy"),
    "spec.schedulerName": at("spec", "schedulerName"),
    "spec.serviceAccountName": at("spec", "serviceAccountName"),
    "spec.hostNetwork": (object) => String(treeAt(object, "spec").hostNetwork ?? false),
    "status.phase": at("status", "phase"),
    "status.podIP": at("status", "podIP"),
    "status.podIPs": at("status", "podIP"),
    "status.nominatedNodeName": at("status", "nominatedNodeName"),
  },
  "/nodes": {
    "spec.unschedulable": (object) => String(treeAt(object, "spec").unschedulable ?? false),
  },
  "/namespaces": { "status.phase": at("status", "phase") },
  "/secrets": { type: at("type") },
  "/services": { "spec.clusterIP": at("spec", "clusterIP"), "spec.type": at("spec", "type") },
  "/events": {
    ...involved,
    ...regarding,
    reason: at("reason"),
    reportingComponent: source,
    reportingController: source,
    source,
    type: at("type"),
  },
  "/replicationcontrollers": { "status.replicas": number("status", "replicas") },
  "batch/jobs": { "status.successful": number("status", "succeeded") },
  "certificates.k8s.io/certificatesigningrequests": { "spec.signerName": at("spec", "signerName") },
};
