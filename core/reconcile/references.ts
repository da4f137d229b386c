/** Who refers to whom, so that a change of one object wakes those that rest on it. */
import type { ObjectRef } from "../contract/mod.ts";
import { nameOf } from "./kinds.ts";

export class References {
  readonly #to = new Map<string, Map<string, ObjectRef>>();
  readonly #from = new Map<string, Set<string>>();

  /** Records one more: from now on a change of `to` wakes `from`. */
  add(from: ObjectRef, to: ObjectRef): void {
    const key = nameOf(from), target = nameOf(to);
    const held = this.#to.get(target) ?? new Map<string, ObjectRef>();
    this.#to.set(target, held.set(key, from));
    const targets = this.#from.get(key) ?? new Set();
    this.#from.set(key, targets.add(target));
  }

  /** Forgets all that an object referred to, but what it refers to now. */
  keep(from: ObjectRef, now: readonly ObjectRef[]): void {
    const key = nameOf(from), kept = new Set(now.map(nameOf));
    const targets = this.#from.get(key) ?? new Set();
    for (const target of targets) {
      if (kept.has(target)) continue;
      targets.delete(target);
      const held = this.#to.get(target);
      held?.delete(key);
      if (held?.size === 0) this.#to.delete(target);
    }
    if (targets.size === 0) this.#from.delete(key);
  }

  /** The objects that refer to this one. */
  of(to: ObjectRef): readonly ObjectRef[] {
    return [...this.#to.get(nameOf(to))?.values() ?? []];
  }
}
