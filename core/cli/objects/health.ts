/** How objects of kinds that nobody knows here are, told by what all kinds have in common. */
import { at, type KubeObject } from "../../contract/mod.ts";
import { conditionsOf } from "../../reconcile/mod.ts";

/** The conditions that say that an object of any kind is well. */
const well = ["Ready", "Available", "Complete", "Established"];

/** How an object of any kind is, and in a word why; the health chain of the kernel knows more. */
export function briefly(
  object: KubeObject | undefined,
): readonly ["ready" | "failed" | "waiting", string] {
  if (object === undefined) return ["waiting", ""];
  if (object.metadata.deletionTimestamp !== undefined) return ["waiting", "goes away"];
  const conditions = conditionsOf(object["status"] as never);
  const failed = conditions.find(({ type, status }) => type === "Failed" && status === "True");
  if (failed) return ["failed", failed.message];
  const wanted = at(object, "/spec/replicas"), there = at(object, "/status/readyReplicas") ?? 0;
  const count = typeof wanted === "number" ? `${there}/${wanted}` : "";
  const bad = conditions.find(({ type, status }) => well.includes(type) && status !== "True");
  if (bad || (count !== "" && Number(there) < Number(wanted))) {
    return ["waiting", [count, bad?.message].filter(Boolean).join(" ")];
  }
  return ["ready", count];
}
