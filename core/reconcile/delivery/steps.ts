import type { Step } from "../../contract/mod.ts";

/** The steps that the cluster carries out; `render`, `report` and `wait` are the loop's own. */
export type ClusterStep = Exclude<Step, { readonly do: "render" | "report" | "wait" }>;

const writing: readonly string[] = ["apply", "create", "update", "replace", "patch", "delete"];

/** Whether a step changes the cluster. */
export function isMutation(step: Step): boolean {
  return writing.includes(step.do) && step.dryRun !== true;
}
