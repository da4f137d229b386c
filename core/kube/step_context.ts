import type { KubeObject, ObjectRef, Step, Target } from "contract";
import type { CallOptions, Client } from "./client.ts";

/** What the steps of a round share. */
export interface StepContext {
  readonly client: Client;
  readonly fieldManager: string;
  readonly signal: AbortSignal | undefined;
  /** Runs what it is given, now or when there is room. */
  readonly limited: <T>(run: () => Promise<T>) => Promise<T>;
  readonly object: (target: Target) => KubeObject;
  /** Told of what a checked apply is about to write, before the first of it is; what it throws is a failure of the step. */
  readonly intend?: ((refs: readonly ObjectRef[]) => Promise<void>) | undefined;
  /** Whether nothing of an object is known, so that it is likely not there. */
  readonly isNew?: ((ref: ObjectRef) => boolean) | undefined;
  /** Told of each object of a checked apply, as it is now. */
  readonly seen?: ((live: KubeObject) => void) | undefined;
  /** Makes one change to the cluster, between its two failpoints. */
  readonly mutate: <T>(name: string, ref: ObjectRef, write: () => Promise<T>) => Promise<T>;
}

/** The options of a step that a request takes over. */
export function callOptions(
  { timeoutSeconds, subresource }: Pick<Step, "timeoutSeconds" | "subresource">,
  { signal }: Pick<StepContext, "signal">,
): CallOptions {
  return { timeoutMs: timeoutSeconds && timeoutSeconds * 1000, subresource, signal };
}
