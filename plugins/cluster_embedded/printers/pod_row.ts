import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { nameOf } from "./cells.ts";
import type { Row } from "./rows.ts";

function stateReason(status: Tree): string {
  const waiting = textAt(status, "state", "waiting", "reason");
  if (waiting !== "") return waiting;
  const ended = treeAt(status, "state").terminated as Tree | undefined;
  if (ended === undefined) return "";
  if (typeof ended.reason === "string" && ended.reason !== "") return ended.reason;
  return typeof ended.signal === "number" && ended.signal !== 0
    ? `Signal:${ended.signal}`
    : `ExitCode:${ended.exitCode ?? 0}`;
}

function podStatus(pod: Tree): string {
  const status = treeAt(pod, "status");
  let reason = textAt(status, "reason") || textAt(status, "phase");
  for (const container of treesAt(status, "containerStatuses").reverse()) {
    reason = stateReason(container) || reason;
  }
  if (treeAt(pod, "metadata").deletionTimestamp === undefined) return reason;
  return textAt(status, "reason") === "NodeLost" ? "Unknown" : "Terminating";
}

/** The row of a Pod. */
export const podRow: Row = (pod, age) => {
  const status = treeAt(pod, "status"), containers = treesAt(status, "containerStatuses");
  const ready = containers.filter((container) => container.ready === true).length;
  const restarts = containers.reduce((sum, c) => sum + Number(c.restartCount ?? 0), 0);
  const gates = treesAt(pod, "spec", "readinessGates");
  return [
    nameOf(pod),
    `${ready}/${treesAt(pod, "spec", "containers").length}`,
    podStatus(pod),
    String(restarts),
    age,
    textAt(status, "podIP") || "<none>",
    textAt(pod, "spec", "nodeName") || "<none>",
    textAt(status, "nominatedNodeName") || "<none>",
    gates.length === 0 ? "<none>" : `0/${gates.length}`,
  ];
};
