import type { Api } from "../api.ts";
import { budgetController, quotaController } from "./accounting.ts";
import { aggregationController } from "./aggregation.ts";
import { autoscalerController } from "./autoscaler.ts";
import { cronJobController } from "./cron_job.ts";
import { deploymentController } from "./deployment.ts";
import { endpointsController } from "./endpoints.ts";
import { garbageController } from "./garbage.ts";
import { jobController } from "./job.ts";
import { kubeletController } from "./kubelet.ts";
import { namespaceController } from "./namespace.ts";
import { podSetControllers } from "./pod_sets.ts";
import { volumeClaimController } from "./volume_claim.ts";
import { Runner } from "./runner.ts";

const always = [
  garbageController,
  namespaceController,
  aggregationController,
  deploymentController,
  ...podSetControllers,
  jobController,
  cronJobController,
  endpointsController,
  quotaController,
  budgetController,
];
const withNodes = [autoscalerController, kubeletController, volumeClaimController];

/** Starts the controllers of a server; answers how to stop them. */
export function startControllers(api: Api, which: "all" | "no-nodes" | "none"): () => void {
  if (which === "none") return () => {};
  const controllers = which === "all" ? [...always, ...withNodes] : always;
  const runner = new Runner(api, controllers);
  return runner.start();
}
