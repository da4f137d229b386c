import limit from "p-limit";
import type { KubeObject, ObjectRef, Step, StepResult, Target } from "contract";
import type { Client } from "./client.ts";
import type { StepContext } from "./step_context.ts";
import { runStep, stepError } from "./steps.ts";

export interface ExecutorOptions extends Pick<StepContext, "intend" | "isNew" | "seen"> {
  /** With the object's own rights (`Client.as`), fenced where writes are (`Client.fenced`). */
  readonly client: Client;
  /** The rendered object at a position of the set. */
  readonly object: (index: number) => KubeObject;
  /** For steps that name none. */
  readonly fieldManager: string;
  readonly signal?: AbortSignal;
  /** How many requests are under way at most. Default 16. */
  readonly parallel?: number;
  /** Called before and after each mutation, as in `apply:before`; what it throws is what the mutation throws. */
  readonly at?: Failpoint;
}

/** A place where a test may fail, wait or kill. */
export type Failpoint = (
  name: `${string}:${"before" | "after"}`,
  ref: ObjectRef,
) => Promise<void> | void;

/**
 * Carries out one group of steps, all of them and their targets at the same time. Answers one result a step; it throws for no
 * failure of a step. Renders, waits and reports are the caller's own.
 */
export async function executeGroup(
  group: readonly Step[],
  options: ExecutorOptions,
): Promise<StepResult[]> {
  const context = contextOf(options);
  const attempt = (step: Step) =>
    runStep(step, context).catch((error): StepResult => ({
      status: "failed",
      error: stepError(error),
    }));
  return await Promise.all(group.map(attempt));
}

function contextOf(
  { object, signal, parallel = 16, at = () => {}, ...options }: ExecutorOptions,
): StepContext {
  return {
    ...options,
    signal,
    limited: limit(parallel),
    object: (target: Target) => typeof target === "number" ? object(target) : target,
    async mutate(name, ref, write) {
      signal?.throwIfAborted();
      await at(`${name}:before`, ref);
      const answer = await write();
      await at(`${name}:after`, ref);
      return answer;
    },
  };
}
