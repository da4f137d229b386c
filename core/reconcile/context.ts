/** What every loop is given besides the object at hand. */
import { defined } from "./json.ts";
import type { ObjectRef, Trigger } from "../contract/mod.ts";
import type { DeliveryMemory } from "./delivery/memory.ts";
import type { Tags } from "./image/tags.ts";
import type { Kinds } from "./kinds.ts";
import type { Pass } from "./pass.ts";
import type { Kernel } from "./ports.ts";
import type { References } from "./references.ts";

export interface Loops {
  readonly kernel: Kernel;
  readonly kinds: Kinds;
  readonly references: References;
  readonly deliveries: DeliveryMemory;
  readonly tags: Tags;
  /** Has an object reconciled, now or after a while. */
  ask(ref: ObjectRef, by: Trigger, options?: { readonly afterMs?: number }): void;
}

/** One run of one object, with all that its loop may need. */
export interface Work {
  readonly loops: Loops;
  readonly pass: Pass;
  /** Why it runs, the most urgent first. */
  readonly causes: readonly string[];
  /** What it turned out to refer to; a change of these wakes it. */
  readonly refs: ObjectRef[];
  /** Done once the status is written. */
  readonly after: (() => void)[];
}

/** Notes that the object rests on another one, so that a change of that wakes it from this moment on. */
export function restsOn({ loops, pass, refs }: Work, ref: ObjectRef): void {
  refs.push(ref);
  const { apiVersion, kind, metadata: { name, namespace } } = pass.object;
  const from = { apiVersion, kind, name, ...defined({ namespace }) };
  loops.references.add(from, ref);
}
