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
  type Kernel,
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
  const { hooks, runs } = queueHooks(telemetry, config.limits.concurrency);
  const world: Kernel = {
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
    queueHooks: hooks,
    report,
  };
  const controller = new Controller(world);
  observe(bus, host, telemetry, runs);
  const dispatcher = new Dispatcher(controller);
  const { serving } = telemetry.metrics, { events } = config.server;
  const token = events && "requireToken" in events
    ? async () => (await Deno.readTextFile(events.requireToken)).trim()
    : undefined;
  return {
    world,
    webhooks: serving("receiver", "/hook/", webhookServer(controller)),
    events: serving("event", "/", eventIntake(dispatcher, token)),
    start: () => controller.start(),
    async stop(graceMs: number) {
      dispatcher[Symbol.dispose]();
      await controller.stop(graceMs);
    },
  };
}
