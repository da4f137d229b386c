import type { KubeObject } from "contract";
import { Rebuild } from "../lib/kustomize/mod.ts";

/** How much is kept of earlier builds, in octets of the files that they read; the parsed objects come on top. */
const LIMIT = 4 << 20;

/** Earlier builds by what they are of, those that were used last; what is over the limit is forgotten. */
export class Memory {
  readonly #builds = new Map<string, Rebuild<KubeObject>>();

  /** Runs `work` with the memory of `key`; where it throws, the memory is forgotten. */
  use<R>(key: string, work: (rebuild: Rebuild<KubeObject>) => R): R {
    const rebuild = this.#builds.get(key) ?? new Rebuild<KubeObject>();
    this.#builds.delete(key);
    const result = work(rebuild);
    this.#builds.set(key, rebuild);
    let size = 0;
    for (const [other, { size: own }] of [...this.#builds].reverse()) {
      size += own;
      if (size > LIMIT) this.#builds.delete(other);
    }
    return result;
  }
}
