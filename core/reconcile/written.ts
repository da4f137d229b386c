import { type KubeObject, type ObjectRef, refOf } from "../contract/mod.ts";
import { nameOf } from "./kinds.ts";

/**
 * Objects as our own last writes were answered, until the watch has caught up: a run that follows at once must not begin
 * from a status, or an inventory, that is older than what was written.
 */
export class Written {
  readonly #objects = new Map<string, KubeObject>();

  add(object: KubeObject): void {
    this.#objects.set(nameOf(refOf(object)), object);
  }

  /** The newer of what is watched and what was written. */
  newest(watched: KubeObject): KubeObject {
    const key = nameOf(refOf(watched)), written = this.#objects.get(key);
    if (!written) return watched;
    const same = written.metadata.uid === watched.metadata.uid;
    if (same && versionOf(written) > versionOf(watched)) return written;
    this.#objects.delete(key);
    return watched;
  }

  forget(ref: ObjectRef): void {
    this.#objects.delete(nameOf(ref));
  }
}

/** Kubernetes 1.35 makes it official: the resource versions of one kind are numbers that can be compared. */
function versionOf({ metadata: { resourceVersion = "" } }: KubeObject): bigint {
  return /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : -1n;
}
