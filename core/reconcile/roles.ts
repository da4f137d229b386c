/** The loop of each role. */
import { deliveryLoop } from "./delivery/loop.ts";
import { automationLoop } from "./image/automation.ts";
import { policyLoop } from "./image/policy.ts";
import { repositoryLoop } from "./image/repository.ts";
import type { Role } from "./kinds.ts";
import { receiverLoop } from "./receive/receiver.ts";
import type { Loop } from "./run_object.ts";
import { sourceLoop } from "./source.ts";

/** Objects without a status: they get the finalizer that Flux gives them, and nothing else is done. */
const staticLoop: Loop = { reconcile: () => Promise.resolve({ kind: "held" }) };

/** How objects of a role are reconciled. */
export const loops: Readonly<Partial<Record<Role, Loop>>> = {
  source: sourceLoop,
  delivery: deliveryLoop,
  receiver: receiverLoop,
  provider: staticLoop,
  repository: repositoryLoop,
  policy: policyLoop,
  automation: automationLoop,
};
