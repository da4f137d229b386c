import type { ItemResult, KubeObject, Step, StepOf, StepResult, Target } from "contract";
import { discoverAll } from "./discover_all.ts";
import { callOptions, defined, type StepContext } from "./step_context.ts";
import { stepError } from "./step_error.ts";
import { waitFor } from "./wait.ts";
import { apply, create, patch, put, remove, tolerant } from "./write_steps.ts";

/** The steps that speak with the cluster. */
export type ClusterStep = Exclude<Step, { readonly do: "render" | "report" }>;

type Handlers = {
  readonly [D in ClusterStep["do"]]: (step: StepOf<D>, context: StepContext) => Promise<StepResult>;
};

const handlers: Handlers = {
  apply: (step, context) => onTargets(step, context, apply),
  create: (step, context) => onTargets(step, context, create),
  update: (step, context) => onTargets(step, context, put),
  replace: (step, context) => onTargets(step, context, put),
  patch: (step, context) => items([step.ref], (ref) => patch(ref, step, context)),
  delete: (step, context) => items(step.refs, (ref) => remove(ref, step, context)),
  get: (step, context) =>
    items(step.refs, async (ref) => {
      const { client, limiter } = context;
      const get = () => client.get(ref, callOptions(step, context));
      const live = await tolerant(step, () => limiter(get));
      return live === undefined ? { status: "missing" } : { status: "found", live };
    }),
  list: async (step, context) => {
    const { apiVersion, kind, namespace, labels } = step;
    const listing = { apiVersion, kind, ...defined({ namespace, labels }) };
    const list = () => context.client.list(listing, callOptions(step, context));
    const found = await tolerant(step, () => context.limiter(list));
    return { status: "done", found: found?.items ?? [] };
  },
  wait: waitFor,
  logs: async (step, context) => {
    const { container, tailLines } = step;
    const options = { ...callOptions(step, context), ...defined({ container, tailLines }) };
    const found = await context.limiter(() => context.client.logs(step.ref, options));
    return { status: "done", found };
  },
  discover: async (_, { client, limiter }) => ({
    status: "done",
    found: await discoverAll(client.discovery, limiter),
  }),
};

/** Carries out one step. Throws where it fails as a whole; failures of single targets stand in the result. */
export function clusterStep(step: ClusterStep, context: StepContext): Promise<StepResult> {
  // The table has one handler for each name; the compiler cannot follow a key and its value together.
  const handler = handlers[step.do] as (step: Step, context: StepContext) => Promise<StepResult>;
  return handler(step, context);
}

function onTargets<S extends { readonly targets: readonly Target[] }>(
  step: S,
  context: StepContext,
  run: (object: KubeObject, step: S, context: StepContext) => Promise<ItemResult>,
): Promise<StepResult> {
  return items(step.targets, (target) => run(context.object(target), step, context));
}

/** Does the same to each item, and answers for each how it ended. */
async function items<T>(
  over: readonly T[],
  run: (item: T) => Promise<ItemResult>,
): Promise<StepResult> {
  const results = await Promise.all(over.map(async (item): Promise<ItemResult> => {
    try {
      return await run(item);
    } catch (error) {
      return { status: "failed", error: stepError(error) };
    }
  }));
  const failed = results.some(({ status }) => status === "failed");
  return { status: failed ? "failed" : "done", items: results };
}
