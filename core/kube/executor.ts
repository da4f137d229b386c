import type { KubeObject, ObjectRef, Step, StepOf, StepResult } from "contract";
import type { Client } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import { limited, type Limiter } from "./limiter.ts";
import { clusterStep } from "./steps.ts";
import type { StepContext } from "./step_context.ts";
import { stepError } from "./step_error.ts";
import type { Judge } from "./wait.ts";

export interface ExecutorOptions {
  /** With the object's own rights (`Client.as`), fenced where writes are (`Client.fenced`). */
  readonly client: Client;
  /** The rendered object at a position of the set. */
  readonly object: (index: number) => KubeObject;
  /** For steps that name none. */
  readonly fieldManager: string;
  /** Says how objects are, for `wait`. */
  readonly judge: Judge;
  /** Resolves when one of the objects may have changed, so that a wait need not poll. */
  readonly changed?: (refs: readonly ObjectRef[], signal: AbortSignal) => Promise<void>;
  /** Steps that do nothing to the cluster. */
  readonly perform?: (step: StepOf<"render"> | StepOf<"report">) => Promise<StepResult>;
  readonly signal?: AbortSignal;
  /** How many requests are under way at most. Default 16. */
  readonly parallel?: number;
  readonly clock?: Clock;
  /** Called before and after each mutation, as in `apply:before`; what it throws is what the mutation throws. */
  readonly at?: Failpoint;
}

/** A place where a test may fail, wait or kill. */
export type Failpoint = (
  name: `${string}:${"before" | "after"}`,
  ref: ObjectRef,
) => Promise<void> | void;

const defaultParallel = 16;

/**
 * Carries out groups of steps: one group after the other, the steps of a group and their targets at the same time.
 * The first group with a failure is finished and ends the round; what follows it is `notTried`. Answers one result
 * a step, in the same groups; it throws for no failure of a step.
 */
export async function executeRound(
  groups: readonly (readonly Step[])[],
  options: ExecutorOptions,
): Promise<StepResult[][]> {
  const limiter = limited(options.parallel ?? defaultParallel);
  const context = contextOf(options, limiter);
  const results: StepResult[][] = [];
  let failed = false;
  for (const group of groups) {
    const done: StepResult[] = failed
      ? group.map((): StepResult => ({ status: "notTried" }))
      : await Promise.all(group.map((step) => executeStep(step, context, options)));
    failed ||= done.some(({ status }) => status === "failed");
    results.push(done);
  }
  return results;
}

async function executeStep(
  step: Step,
  context: StepContext,
  { perform }: ExecutorOptions,
): Promise<StepResult> {
  try {
    if (step.do !== "render" && step.do !== "report") return await clusterStep(step, context);
    if (perform === undefined) throw new Error(`Cannot carry out "${step.do}" here`);
    return await perform(step);
  } catch (error) {
    return { status: "failed", error: stepError(error) };
  }
}

function contextOf(options: ExecutorOptions, limiter: Limiter): StepContext {
  const { client, object, fieldManager, judge, changed, signal, at = () => {} } = options;
  return {
    client,
    limiter,
    fieldManager,
    judge,
    clock: options.clock ?? systemClock,
    object: (target) => typeof target === "number" ? object(target) : target,
    ...(changed && { changed }),
    ...(signal && { signal }),
    mutate: (name, ref, write) =>
      limiter(async () => {
        signal?.throwIfAborted();
        await at(`${name}:before`, ref);
        const answer = await write();
        await at(`${name}:after`, ref);
        return answer;
      }),
  };
}
