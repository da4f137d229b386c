import type {
  ItemResult,
  KubeObject,
  ObjectRef,
  Step,
  StepError,
  StepOf,
  StepResult,
  Target,
} from "contract";
import { ApiError, isAbsent, NoMatchError } from "./api_error.ts";
import { FencedError } from "./fence.ts";
import { callOptions, type StepContext } from "./step_context.ts";
import { applyChecked } from "./checked_apply.ts";
import { apply, create, patch, put, remove } from "./write_steps.ts";

/** The steps that speak with the cluster. */
type ClusterStep = Exclude<Step, { readonly do: "render" | "report" | "wait" }>;

type Handlers = {
  readonly [D in ClusterStep["do"]]: (step: StepOf<D>, context: StepContext) => Promise<StepResult>;
};

const handlers: Handlers = {
  apply: (step, context) => {
    const { checked } = step;
    if (checked === undefined) {
      return items(step.targets, context, (one) => apply(context.object(one), step, context));
    }
    const failed = (error: unknown, phase?: "apply"): ItemResult => ({
      status: "failed",
      error: { ...stepError(error), ...(phase && { phase }) },
    });
    return applyChecked({ ...step, checked }, context, failed);
  },
  create: onTargets(create),
  update: onTargets(put),
  replace: onTargets(put),
  patch: (step, context) => items([step.ref], context, (ref) => patch(ref, step, context)),
  delete: onRefs(async (ref, step, context) => {
    const gone = await tolerant(step, () => remove(ref, step, context).then(() => true));
    return { status: gone ? "deleted" : "missing" };
  }),
  get: onRefs(async (ref, step, context) => {
    const live = await tolerant(step, () => context.client.get(ref, callOptions(step, context)));
    return live === undefined ? { status: "missing" } : { status: "found", live };
  }),
  list: async (step, context) => {
    const list = () => context.client.list(step, callOptions(step, context));
    const found = await tolerant(step, () => context.limited(list));
    return { status: "done", found: found?.items ?? [] };
  },
  logs: async (step, context) => {
    const { container, tailLines } = step;
    const options = { ...callOptions(step, context), container, tailLines };
    const found = await context.limited(() => context.client.logs(step.ref, options));
    return { status: "done", found };
  },
  discover: async (_, { client, limited }) => ({
    status: "done",
    found: await client.discovery.everything(limited),
  }),
};

/** Carries out one step. Throws where it fails as a whole; failures of single targets stand in the result. */
export async function runStep(step: Step, context: StepContext): Promise<StepResult> {
  // The table has one handler for each name; the compiler cannot follow a key and its value together.
  const all: Readonly<Record<string, unknown>> = handlers;
  const handler = all[step.do] as typeof runStep | undefined;
  if (handler === undefined) throw new Error(`Cannot carry out "${step.do}" here`);
  return await handler(step, context);
}

/** What an applier is told of a failure. */
export function stepError(error: unknown): StepError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ApiError) {
    return { reason: error.reason || "Unknown", message, status: error.status };
  }
  if (error instanceof NoMatchError) return { reason: "NoMatch", message, status: 404 };
  if (error instanceof FencedError) return { reason: "Fenced", message };
  const late = error instanceof DOMException && error.name === "TimeoutError";
  return { reason: late ? "Timeout" : "Failed", message };
}

type Run<Item, S> = (item: Item, step: S, context: StepContext) => Promise<ItemResult>;

function onTargets<S extends { readonly targets: readonly Target[] }>(run: Run<KubeObject, S>) {
  return (step: S, context: StepContext) =>
    items(step.targets, context, (target) => run(context.object(target), step, context));
}

function onRefs<S extends { readonly refs: readonly ObjectRef[] }>(run: Run<ObjectRef, S>) {
  return (step: S, context: StepContext) =>
    items(step.refs, context, (ref) => run(ref, step, context));
}

/** Does the same to each item, and answers for each how it ended. */
async function items<T>(
  over: readonly T[],
  { limited }: StepContext,
  run: (item: T) => Promise<ItemResult>,
): Promise<StepResult> {
  const attempt = (item: T) =>
    limited(() => run(item)).catch((error): ItemResult => ({
      status: "failed",
      error: stepError(error),
    }));
  const results = await Promise.all(over.map(attempt));
  const failed = results.some(({ status }) => status === "failed");
  return { status: failed ? "failed" : "done", items: results };
}

/** Undefined in place of an absent object or kind, where the step says so. */
async function tolerant<T>(
  { ignoreNotFound }: Pick<Step, "ignoreNotFound">,
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (ignoreNotFound === true && isAbsent(error)) return undefined;
    throw error;
  }
}
