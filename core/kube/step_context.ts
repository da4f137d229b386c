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
  /** Told of what is about to be written, before the first of it is. */
  readonly intend?: ((refs: readonly ObjectRef[]) => Promise<void>) | undefined;
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
