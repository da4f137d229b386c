import type { Families } from "./families.ts";

/** The object that a series is about. */
export interface MeasuredObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** How a reconciliation ended, in controller-runtime's words. */
export type ReconcileResult = "success" | "requeue" | "requeue_after" | "error";

export type CacheEvent = "cache_hit" | "cache_miss";

/** What is counted of reconciliations, for their controller and for their object. */
export function reconcileMetrics(families: Families) {
  const { reconcileDuration, reconcileTotal, reconcileErrors, reconcileTime } = families;
  const { activeWorkers, maxConcurrent, cacheEvents, tokenCacheEvents } = families;
  const series = objectSeries();
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
      series.remember(object, reconcileDuration, labels);
      reconcileDuration.observe(labels, seconds);
      reconcileTotal.inc({ controller, result });
      if (result === "error") reconcileErrors.inc({ controller });
      reconcileTime.observe({ controller }, seconds);
    },
    /** A controller has so many runs now, of so many that it may have. */
    workers(controller: string, running: number, mostAtOnce: number): void {
      activeWorkers.set({ controller }, running);
      maxConcurrent.set({ controller }, mostAtOnce);
    },
    cacheEvent(event: CacheEvent, object: MeasuredObject): void {
      const labels = { event_type: event, name: object.name, namespace: object.namespace };
      series.remember(object, cacheEvents, labels);
      cacheEvents.inc(labels);
    },
    /** `operation` is what the token was for: reconcile, post, decrypt_with_aws … */
    tokenCacheEvent(event: CacheEvent, object: MeasuredObject, operation: string): void {
      const labels = { event_type: event, ...labelsOf(object), operation };
      series.remember(object, tokenCacheEvents, labels);
      tokenCacheEvents.inc(labels);
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
