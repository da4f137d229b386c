import type { FluxEvent } from "schemas/plugin/notifier.ts";
import type { ObjectRef } from "schemas/plugin/objects.ts";

/** Why an object is reconciled; it rides along for the logs and is not part of the key. */
export type Trigger =
  | "person" // a reconcile request
  | "webhook"
  | "spec"
  | "source"
  | "dependency"
  | "drift"
  | "health" // what a delivery waits for has changed
  | "retry"
  | "interval"
  | "start";

/**
 * Every fact on the bus: in the past tense, references and digests only. What needs an answer is a call to a plugin, and what
 * needs doing is a key in the queue.
 */
export interface Events {
  "object.deleted": { readonly ref: ObjectRef };
  "reconcile.finished": {
    readonly ref: ObjectRef;
    readonly result: string;
    readonly seconds: number;
  };
  "content.stored": {
    readonly source: ObjectRef;
    readonly revision: string;
    readonly digest: string;
  };
  /** A Flux event on its way to the alerts; the one fact that carries a text. */
  "event.emitted": { readonly event: FluxEvent };
}
