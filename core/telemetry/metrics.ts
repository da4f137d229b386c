import { Registry } from "prom-client";
import { type Clock, type QueueHooks, type ReconcileKey, systemClock } from "../bus/mod.ts";
import { type Families, familiesOn } from "./families.ts";
import { collectProcess, type ProcessFacts, systemFacts } from "./process_metrics.ts";

/** How a call to a plugin ended. */
export type CallResult = "ok" | "transient" | "waiting" | "terminal" | "lost" | "cancelled";

/** How a reconciliation ended, in controller-runtime's words. */
export type ReconcileResult = "success" | "requeue" | "requeue_after" | "error";

/** The object that a series is about. */
interface MeasuredObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface Reconciled extends MeasuredObject {
  readonly controller: string;
  readonly result: ReconcileResult;
  readonly seconds: number;
}

/** What answers requests: an app of Hono is one. */
export interface App {
  fetch(request: Request): Response | Promise<Response>;
}

interface MetricsOptions {
  readonly facts?: ProcessFacts;
  readonly clock?: Pick<Clock, "monotonic">;
}

/**
 * All metrics of a kernel on a registry of its own. Names, labels and buckets are those of Flux's controllers, so that
 * dashboards made for them work. What takes one step alone is a step on one of `families`.
 */
export function createMetrics({ facts = systemFacts, clock = systemClock }: MetricsOptions = {}) {
  const registry = new Registry();
  const families = familiesOn(registry);
  const queues = queueMetrics(families, clock);
  const { reconcileDuration, reconcileTotal, reconcileErrors, reconcileTime } = families;
  return {
    families,
    queueHooks: queues.hooks,
    reconciled({ controller, result, seconds, kind, name, namespace }: Reconciled): void {
      reconcileDuration.observe({ kind, name, namespace }, seconds);
      reconcileTotal.inc({ controller, result });
      if (result === "error") reconcileErrors.inc({ controller });
      reconcileTime.observe({ controller }, seconds);
    },
    /** An object is no more: its series go. */
    forget: ({ kind, name, namespace }: MeasuredObject) =>
      reconcileDuration.remove({ kind, name, namespace }),
    called({ plugin, method, result, seconds }: {
      readonly plugin: string;
      readonly method: string;
      readonly result: CallResult;
      readonly seconds: number;
    }): void {
      families.pluginCalls.inc({ plugin, method, result });
      families.pluginDuration.observe({ plugin, method }, seconds);
    },
    serving: serving(families, clock),
    contentType: registry.contentType,
    /** Everything as it is now, in the text format of Prometheus. */
    text(): Promise<string> {
      collectProcess(families, facts);
      queues.collect();
      return registry.metrics();
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** controller-runtime calls a controller by its kind in lower case; `id` is a kind or `group/Kind`. */
export function controllerOf(id: string): string {
  return id.slice(id.indexOf("/") + 1).toLowerCase();
}

/** Feeds the workqueue and worker families, as if each kind had a queue of its own. */
function queueMetrics(families: Families, clock: Pick<Clock, "monotonic">) {
  /** When each run began, by controller. */
  const running = new Map<string, Map<string, number>>();
  const of = (controller: string) => {
    const known = running.get(controller) ?? new Map<string, number>();
    running.set(controller, known);
    return known;
  };
  const labels = ({ kind }: ReconcileKey) => {
    const controller = controllerOf(kind);
    return { name: controller, controller };
  };
  /** The hooks of a queue that has so many workers for all its controllers. */
  const hooks = (workers: number): QueueHooks => ({
    onAdd(key) {
      families.queueAdds.inc(labels(key));
      families.queueDepth.inc(labels(key));
      of(controllerOf(key.kind));
    },
    onStart({ key }, waitedMs) {
      families.queueDepth.dec(labels(key));
      families.queueWaited.observe(labels(key), waitedMs / 1000);
      of(controllerOf(key.kind)).set(key.id, clock.monotonic());
      families.maxConcurrent.set({ controller: controllerOf(key.kind) }, workers);
    },
    onFinish({ key }, _outcome, ranMs) {
      families.queueWorked.observe(labels(key), ranMs / 1000);
      of(controllerOf(key.kind)).delete(key.id);
    },
    onRetry: (key) => families.queueRetries.inc(labels(key)),
  });
  const collect = () => {
    for (const [controller, starts] of running) {
      const ages = [...starts.values()].map((at) => (clock.monotonic() - at) / 1000);
      const labels = { name: controller, controller };
      families.activeWorkers.set({ controller }, ages.length);
      families.queueUnfinished.set(labels, ages.reduce((sum, age) => sum + age, 0));
      families.queueLongest.set(labels, Math.max(0, ...ages));
    }
  };
  return { hooks, collect };
}

/** Measures one of the two servers as Flux does; `handler` is the path without what is secret in it. */
function serving(families: Families, clock: Pick<Clock, "monotonic">) {
  return (server: "event" | "receiver", handler: string, app: App): App => ({
    async fetch(request) {
      const labels = { service: "", handler }, inflight = families[`${server}Inflight`];
      const started = clock.monotonic();
      inflight.inc(labels);
      try {
        const response = await app.fetch(request);
        const answer = { ...labels, method: request.method, code: response.status };
        const body = await response.clone().bytes();
        families[`${server}Duration`].observe(answer, (clock.monotonic() - started) / 1000);
        families[`${server}Size`].observe(answer, body.length);
        return response;
      } finally {
        inflight.dec(labels);
      }
    },
  });
}
