import { exponentialRange, type Families } from "./metric_families.ts";

/** The object that a series is about. */
export interface MeasuredObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** How a reconciliation ended, in controller-runtime's words. */
export type ReconcileResult = "success" | "requeue" | "requeue_after" | "error";

/** The buckets of controller_runtime_reconcile_time_seconds, as controller-runtime has them. */
const reconcileSeconds = [
  ...[0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8],
  ...[
    0.9,
    1,
    1.25,
    1.5,
    1.75,
    2,
    2.5,
    3,
    3.5,
    4,
    4.5,
    5,
    6,
    7,
    8,
    9,
    10,
    15,
    20,
    25,
    30,
    40,
    50,
    60,
  ],
];

/** Flux's own reconcile and cache families, and those of controller-runtime. */
export function reconcileMetrics({ counter, gauge, histogram }: Families) {
  const series = objectSeries();
  const duration = histogram({
    name: "gotk_reconcile_duration_seconds",
    help: "How long reconciling an object took, in seconds.",
    labelNames: ["kind", "name", "namespace"],
  }, exponentialRange(0.01, 1800, 10));
  const total = counter({
    name: "controller_runtime_reconcile_total",
    help: "Reconciliations of a controller, by how they ended.",
    labelNames: ["controller", "result"],
  });
  const errors = counter({
    name: "controller_runtime_reconcile_errors_total",
    help: "Reconciliations of a controller that failed.",
    labelNames: ["controller"],
  });
  const time = histogram({
    name: "controller_runtime_reconcile_time_seconds",
    help: "How long a reconciliation of a controller took, in seconds.",
    labelNames: ["controller"],
  }, reconcileSeconds);
  const active = gauge({
    name: "controller_runtime_active_workers",
    help: "Reconciliations of a controller that run now.",
    labelNames: ["controller"],
  });
  const most = gauge({
    name: "controller_runtime_max_concurrent_reconciles",
    help: "How many reconciliations of a controller may run at once.",
    labelNames: ["controller"],
  });
  const cacheEvents = counter({
    name: "gotk_cache_events_total",
    help: "Hits and misses of caches while an object was reconciled.",
    labelNames: ["event_type", "name", "namespace"],
  });
  const tokenEvents = counter({
    name: "gotk_token_cache_events_total",
    help: "Hits and misses of the token cache while an object was reconciled.",
    labelNames: ["event_type", "kind", "name", "namespace", "operation"],
  });

  return {
    /** A reconciliation has ended. */
    reconciled(
      { controller, result, seconds, ...object }: MeasuredObject & {
        readonly controller: string;
        readonly result: ReconcileResult;
        readonly seconds: number;
      },
    ): void {
      const labels = labelsOf(object);
      series.remember(object, duration, labels);
      duration.observe(labels, seconds);
      total.inc({ controller, result });
      if (result === "error") errors.inc({ controller });
      time.observe({ controller }, seconds);
    },
    /** A controller has so many runs now, of so many that it may have. */
    workers(controller: string, running: number, mostAtOnce: number): void {
      active.set({ controller }, running);
      most.set({ controller }, mostAtOnce);
    },
    cacheEvent(event: "cache_hit" | "cache_miss", object: MeasuredObject): void {
      const labels = { event_type: event, name: object.name, namespace: object.namespace };
      series.remember(object, cacheEvents, labels);
      cacheEvents.inc(labels);
    },
    /** `operation` is what the token was for: reconcile, post, decrypt_with_aws … */
    tokenCacheEvent(
      event: "cache_hit" | "cache_miss",
      object: MeasuredObject,
      operation: string,
    ): void {
      const labels = { event_type: event, ...labelsOf(object), operation };
      series.remember(object, tokenEvents, labels);
      tokenEvents.inc(labels);
    },
    /** An object is no more: its series go. */
    forget: series.forget,
  };
}

function labelsOf({ kind, name, namespace }: MeasuredObject) {
  return { kind, name, namespace };
}

interface Removable<Label extends string> {
  remove(labels: Record<Label, string>): void;
}

/** Remembers which series are about which object. */
function objectSeries() {
  const removals = new Map<string, Map<string, () => void>>();
  const idOf = (object: MeasuredObject) => JSON.stringify(labelsOf(object));
  return {
    remember<Label extends string>(
      object: MeasuredObject,
      family: Removable<Label>,
      labels: Record<Label, string>,
    ): void {
      const id = idOf(object);
      const known = removals.get(id) ?? new Map<string, () => void>();
      removals.set(id, known);
      const one = JSON.stringify(labels); // families differ in the names of their labels
      if (!known.has(one)) known.set(one, () => family.remove(labels));
    },
    forget(object: MeasuredObject): void {
      const id = idOf(object);
      removals.get(id)?.forEach((remove) => remove());
      removals.delete(id);
    },
  };
}
