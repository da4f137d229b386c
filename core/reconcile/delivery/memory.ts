/** What is remembered of deliveries between runs, in memory alone: losing it costs a round, never an object. */
import { type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import { nameOf } from "../kinds.ts";
import type { Pass } from "../pass.ts";
import type { Delivery } from "./delivery.ts";

/** A delivery that waits for objects of the cluster. It holds no worker. */
interface Pending {
  readonly delivery: Delivery;
  readonly pass: Pass;
  readonly generation: number;
  /** The subscription to what it waits for. */
  readonly following: Disposable;
}

const windowMs = 600_000;

export class DeliveryMemory {
  readonly #pending = new Map<string, Pending>();
  /** When objects had drifted, by name. */
  readonly #corrected = new Map<string, readonly number[]>();
  readonly #drifted = new Map<string, Map<string, ObjectRef>>();

  hold(ref: ObjectRef, pending: Pending): void {
    this.#pending.set(nameOf(ref), pending);
  }

  /** The run that waits for the object, if its spec is still the same; another one is given up. */
  passOf(object: KubeObject): Pass | undefined {
    const ref = refOf(object), pending = this.#pending.get(nameOf(ref));
    if (!pending || pending.generation === object.metadata.generation) return pending?.pass;
    pending.pass.quiet();
    this.take(ref);
    return undefined;
  }

  /** Takes out the delivery that waits; the caller goes on with it, or gives it up. */
  take(ref: ObjectRef): Delivery | undefined {
    const pending = this.#pending.get(nameOf(ref));
    pending?.following[Symbol.dispose]();
    this.#pending.delete(nameOf(ref));
    return pending?.delivery;
  }

  /** Notes that an object of a delivery is not what was applied; answers how often that was so in the last ten minutes. */
  drift(owner: ObjectRef, object: ObjectRef, now: number): number {
    const name = nameOf(object);
    const times = [...this.#corrected.get(name) ?? [], now].filter((time) => time > now - windowMs);
    this.#corrected.set(name, times);
    const held = this.#drifted.get(nameOf(owner)) ?? new Map<string, ObjectRef>();
    this.#drifted.set(nameOf(owner), held.set(name, object));
    return times.length;
  }

  takeDrifted(owner: ObjectRef): readonly ObjectRef[] {
    const held = this.#drifted.get(nameOf(owner));
    this.#drifted.delete(nameOf(owner));
    return [...held?.values() ?? []];
  }

  forget(ref: ObjectRef): void {
    this.#pending.get(nameOf(ref))?.pass.quiet();
    this.take(ref);
    this.#drifted.delete(nameOf(ref));
  }

  /** Gives up all that waits: the kernel stops. */
  clear(): void {
    for (const { pass, following } of this.#pending.values()) {
      pass.quiet();
      following[Symbol.dispose]();
    }
    this.#pending.clear();
  }
}
