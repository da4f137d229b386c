/** The loop of each role. */
import { deliveryLoop } from "./delivery/loop.ts";
import { automationLoop } from "./image/automation.ts";
import { policyLoop } from "./image/policy.ts";
import { repositoryLoop } from "./image/repository.ts";
import type { Role } from "./kinds.ts";
import { receiverLoop } from "./receive/receiver.ts";
import type { Loop } from "./run_object.ts";
import { sourceLoop } from "./source.ts";

/** How objects of a role are reconciled. Alerts and Providers have no status, and nothing to reconcile. */
export const loops: Readonly<Partial<Record<Role, Loop>>> = {
  source: sourceLoop,
  delivery: deliveryLoop,
  receiver: receiverLoop,
  repository: repositoryLoop,
  policy: policyLoop,
  automation: automationLoop,
};
