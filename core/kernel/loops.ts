import { Bus, systemClock } from "../bus/mod.ts";
import type { Events } from "../contract/mod.ts";
import type { Config } from "../config/config.ts";
import type { Host } from "../host/mod.ts";
import { Controller, Dispatcher, eventIntake, webhookServer } from "../reconcile/mod.ts";
import type { Cluster, Kernel, Store } from "../reconcile/ports.ts";
import { observe, queueHooks } from "./observe.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Handler } from "./servers.ts";

export interface Loops {
  readonly bus: Bus<Events>;
  readonly webhooks: Handler;
  readonly events: Handler;
  start(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

export interface LoopsOptions {
  readonly config: Config;
  readonly host: Host;
  readonly cluster: Cluster;
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Our host name. */
  readonly instance: string;
}

/** Until something that is not ready is looked at again (Flux's `--requeue-dependency`), and an event is told again. */
const REQUEUE_DEPENDENCY_MS = 5_000, EVENT_INTERVAL_MS = 300_000;

/** Puts the loops together; nothing is watched before `start`. */
export function createLoops(
  { config, host, cluster, store, telemetry, instance }: LoopsOptions,
): Loops {
  const { log } = telemetry;
  const report = (error: unknown) => log.error("a loop failed", { error });
  const bus = new Bus<Events>(report);
  const kernel: Kernel = {
    plugins: host,
    cluster,
    store,
    bus,
    clock: systemClock,
    settings: {
      pipelines: config.pipelines,
      requeueDependencyMs: REQUEUE_DEPENDENCY_MS,
      noCrossNamespaceRefs: false,
      eventIntervalMs: EVENT_INTERVAL_MS,
      instance,
      concurrency: config.limits.concurrency,
    },
    queueHooks: queueHooks(telemetry),
    report,
  };
  const controller = new Controller(kernel);
  observe(bus, host, telemetry);
  const dispatcher = new Dispatcher(controller);
  const hooks = webhookServer(controller), intake = eventIntake(dispatcher);
  return {
    bus,
    webhooks: (request) => hooks.fetch(request),
    events: (request) => intake.fetch(request),
    start: () => controller.start(),
    async stop(graceMs) {
      dispatcher[Symbol.dispose]();
      await controller.stop(graceMs);
    },
  };
}
