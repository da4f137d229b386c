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
  const { cacheEvents, tokenCacheEvents } = families;
  /** By object: its series, and how each goes. */
  const series = new Map<string, Map<string, () => void>>();
  const idOf = ({ kind, name, namespace }: MeasuredObject) =>
    JSON.stringify([kind, name, namespace]);
  const remember = (object: MeasuredObject, one: string, remove: () => void) => {
    const id = idOf(object);
    const known = series.get(id) ?? new Map<string, () => void>();
    series.set(id, known.set(one, remove));
  };
  return {
    /** A reconciliation has ended. */
    reconciled(
      { controller, result, seconds, kind, name, namespace }: MeasuredObject & {
        readonly controller: string;
        readonly result: ReconcileResult;
        readonly seconds: number;
      },
    ): void {
      const labels = { kind, name, namespace };
      remember(labels, "duration", () => reconcileDuration.remove(labels));
      reconcileDuration.observe(labels, seconds);
      reconcileTotal.inc({ controller, result });
      if (result === "error") reconcileErrors.inc({ controller });
      reconcileTime.observe({ controller }, seconds);
    },
    cacheEvent(event_type: CacheEvent, object: MeasuredObject): void {
      const { name, namespace } = object;
      const labels = { event_type, name, namespace };
      remember(object, event_type, () => cacheEvents.remove(labels));
      cacheEvents.inc(labels);
    },
    /** `operation` is what the token was for: reconcile, post, decrypt_with_aws … */
    tokenCacheEvent(event_type: CacheEvent, object: MeasuredObject, operation: string): void {
      const { kind, name, namespace } = object;
      const labels = { event_type, kind, name, namespace, operation };
      remember(object, `${event_type} ${operation}`, () => tokenCacheEvents.remove(labels));
      tokenCacheEvents.inc(labels);
    },
    /** An object is no more: its series go. */
    forget(object: MeasuredObject): void {
      series.get(idOf(object))?.forEach((remove) => remove());
      series.delete(idOf(object));
    },
  };
}
