import { hostname } from "node:os";
import { Bus, systemClock } from "../bus/mod.ts";
import type { Events } from "../contract/mod.ts";
import type { Config } from "../config/config.ts";
import type { Host } from "../host/mod.ts";
import {
  type Cluster,
  Controller,
  Dispatcher,
  eventIntake,
  type Store,
  webhookServer,
} from "../reconcile/mod.ts";
import { observe, queueHooks } from "./observe.ts";
import type { Telemetry } from "./telemetry.ts";

interface LoopsOptions {
  readonly config: Config;
  readonly host: Host;
  readonly cluster: Cluster;
  readonly store: Store;
  readonly telemetry: Telemetry;
}

export type Loops = ReturnType<typeof createLoops>;

/** Until an event is told again. */
const EVENT_INTERVAL_MS = 300_000;

/** Puts the loops together; nothing is watched before `start`. */
export function createLoops({ config, host, cluster, store, telemetry }: LoopsOptions) {
  const report = (error: unknown) => telemetry.log.error("a loop failed", { error });
  const bus = new Bus<Events>(report);
  const controller = new Controller({
    plugins: host,
    cluster,
    store,
    bus,
    clock: systemClock,
    settings: {
      ...config,
      requeueDependencyMs: config.requeueDependency,
      eventIntervalMs: EVENT_INTERVAL_MS,
      instance: hostname(),
      concurrency: config.limits.concurrency,
    },
    queueHooks: queueHooks(telemetry),
    report,
  });
  observe(bus, host, telemetry);
  telemetry.metrics.watchQueue("reconcile", controller);
  const dispatcher = new Dispatcher(controller);
  return {
    webhooks: webhookServer(controller),
    events: eventIntake(dispatcher),
    start: () => controller.start(),
    async stop(graceMs: number) {
      dispatcher[Symbol.dispose]();
      await controller.stop(graceMs);
    },
  };
}
