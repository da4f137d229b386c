import type { Trigger as QueueTrigger } from "../../bus/mod.ts";
import type { Trigger } from "../../contract/mod.ts";

/** How urgent a run is, by why it is asked for. */
export const priorities: Readonly<Record<Trigger, QueueTrigger["priority"]>> = {
  person: "request",
  webhook: "request",
  spec: "change",
  source: "change",
  dependency: "change",
  drift: "change",
  health: "change",
  retry: "interval",
  interval: "interval",
  start: "start",
};
