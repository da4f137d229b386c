import { waiting } from "../../contract/mod.ts";
import { ask, named } from "../call.ts";
import type { Work } from "../context.ts";
import { durationOf } from "../profile.ts";
import type { Delivery } from "./delivery.ts";

/** Asks every gate; throws `waiting`, with the gate's own reason, at the first that is closed. */
export async function checkGates(work: Work, delivery: Delivery): Promise<void> {
  const { pass, loops: { kernel } } = work;
  const { revision, inputs } = delivery;
  for (const id of delivery.pipeline.gates ?? []) {
    const now = kernel.clock.now();
    const further = { revision, now: new Date(now).toISOString() };
    const answer = await ask(work, named(kernel, id), ["gate", "open"], further, { inputs });
    if (answer.open) continue;
    const { reason, message, until } = answer;
    const interval = durationOf(pass.object, pass.kind.profile.interval);
    const opensIn = until === undefined ? NaN : Date.parse(until) - now;
    const fallback = interval ?? kernel.settings.requeueDependencyMs;
    throw waiting(reason, message, Number.isNaN(opensIn) ? fallback : Math.max(0, opensIn));
  }
}
