import { waiting } from "../../contract/mod.ts";
import { call, named, subject } from "../call.ts";
import type { Work } from "../context.ts";
import { durationOf } from "../profile.ts";
import type { Delivery } from "./delivery.ts";

/** Asks every gate; throws `waiting`, with the gate's own reason, at the first that is closed. */
export async function checkGates(work: Work, delivery: Delivery): Promise<void> {
  const { pass, loops: { kernel } } = work;
  for (const id of delivery.pipeline.gates ?? []) {
    const installed = named(kernel, id);
    const now = kernel.clock.now();
    const request = {
      ...subject(installed, pass.object, delivery.inputs),
      revision: delivery.revision,
      now: new Date(now).toISOString(),
    };
    await using answered = await call(work, installed, ["gate", "open"], request);
    const { answer } = answered;
    if (answer.open) continue;
    const { reason, message, until } = answer;
    const interval = durationOf(pass.object, pass.kind.profile.interval);
    const opensIn = until === undefined ? NaN : Date.parse(until) - now;
    const fallback = interval ?? kernel.settings.requeueDependencyMs;
    throw waiting(reason, message, Number.isNaN(opensIn) ? fallback : Math.max(0, opensIn));
  }
}
