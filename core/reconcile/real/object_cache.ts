import { defined } from "../json.ts";
import { type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import {
  type Client,
  type ObjectEvent,
  watchObjects,
  withoutManagedFields,
} from "../../kube/mod.ts";
import { apiVersionOf } from "../kinds.ts";
import type { Change, GroupVersionKind } from "../ports.ts";

/** The objects of a kind, as the watch tells them and as our own writes were answered: whichever is newer. */
export class ObjectCache {
  readonly #hear: (change: Change) => void;
  readonly #objects = new Map<string, KubeObject>();

  constructor(hear: (change: Change) => void) {
    this.#hear = hear;
  }

  all(): Iterable<KubeObject> {
    return this.#objects.values();
  }

  get(ref: ObjectRef): KubeObject | undefined {
    return this.#objects.get(keyOf(ref));
  }

  /** Watches the kind until the signal; answers when all objects are here. */
  async follow(
    client: Client,
    kind: GroupVersionKind & { readonly labels?: string },
    { signal, report }: { readonly signal: AbortSignal; readonly report: (error: unknown) => void },
  ): Promise<void> {
    const { synced } = watchObjects({
      client,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      ...defined({ labels: kind.labels }),
      signal,
      onEvent: (event) => this.#told(event),
      onError: report,
      trim: withoutManagedFields,
    });
    await synced;
  }

  /** Takes what the API server answered to a write of ours: the watch will tell the same, later. */
  wrote(object: KubeObject): void {
    this.#put(withoutManagedFields(object));
  }

  #told({ type, object }: ObjectEvent): void {
    if (type !== "deleted") return this.#put(object);
    const key = keyOf(refOf(object)), before = this.#objects.get(key);
    // A newer object of the same name, of our own making, is not what was deleted.
    if (!before || before.metadata.uid !== object.metadata.uid) return;
    this.#objects.delete(key);
    this.#hear({ before });
  }

  #put(now: KubeObject): void {
    const key = keyOf(refOf(now)), before = this.#objects.get(key);
    if (before && before.metadata.uid === now.metadata.uid && versionOf(now) <= versionOf(before)) {
      return;
    }
    const { deletionTimestamp, finalizers = [] } = now.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) {
      if (!this.#objects.delete(key)) return;
      return this.#hear({ before: before! });
    }
    this.#objects.set(key, now);
    this.#hear({ ...(before && { before }), now });
  }
}

function keyOf({ namespace = "", name }: ObjectRef): string {
  return `${namespace}/${name}`;
}

/** Kubernetes 1.35 makes it official: resource versions of one kind are numbers that can be compared. */
function versionOf({ metadata: { resourceVersion = "0" } }: KubeObject): bigint {
  return /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}
