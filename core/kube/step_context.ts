import type { KubeObject, ObjectRef, Step, Target } from "contract";
import type { CallOptions, Client } from "./client.ts";
import type { Clock } from "./clock.ts";
import type { Limiter } from "./limiter.ts";
import type { Judge } from "./wait.ts";

/** What the steps of a round share. */
export interface StepContext {
  readonly client: Client;
  readonly limiter: Limiter;
  readonly fieldManager: string;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly changed?: (refs: readonly ObjectRef[], signal: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly object: (target: Target) => KubeObject;
  /** Makes one change to the cluster, in its turn, between its two failpoints. */
  readonly mutate: <T>(name: string, ref: ObjectRef, write: () => Promise<T>) => Promise<T>;
}

/** The options of a step that a request takes over. */
export function callOptions(
  { timeoutSeconds, subresource }: Pick<Step, "timeoutSeconds" | "subresource">,
  { signal }: Pick<StepContext, "signal">,
): CallOptions {
  const timeoutMs = timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000;
  return defined({ timeoutMs, subresource, signal });
}

/** Those of a step that writes. */
export function writeOptions(
  step: Pick<Step, "dryRun" | "fieldManager" | "timeoutSeconds" | "subresource">,
  context: Pick<StepContext, "signal" | "fieldManager">,
) {
  const { dryRun, fieldManager = context.fieldManager } = step;
  return { ...callOptions(step, context), ...defined({ dryRun }), fieldManager };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the keys that are undefined. */
export function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
