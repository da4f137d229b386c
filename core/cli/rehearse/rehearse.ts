/** A delivery that is played through: rendered as it would be, and its plan carried out in dry runs. */
import { Bus, systemClock } from "../../bus/mod.ts";
import type { Config } from "../../config/mod.ts";
import type { Events, KubeObject, Next, Step, StepResult } from "../../contract/mod.ts";
import type { Plugins } from "../../host/plugins.ts";
import type { Work } from "../../reconcile/context.ts";
import { begin, type Delivery } from "../../reconcile/delivery/delivery.ts";
import { identityOf } from "../../reconcile/delivery/identity.ts";
import { DeliveryMemory } from "../../reconcile/delivery/memory.ts";
import { prepare } from "../../reconcile/delivery/prepare.ts";
import { render } from "../../reconcile/delivery/render.ts";
import { askNext, doSteps } from "../../reconcile/delivery/rounds.ts";
import { Tags } from "../../reconcile/image/tags.ts";
import { fetchInputs, type Inputs } from "../../reconcile/inputs.ts";
import { type Controlled, Kinds, type Store } from "../../reconcile/mod.ts";
import { Pass } from "../../reconcile/pass.ts";
import { References } from "../../reconcile/references.ts";
import type { RehearsalCluster } from "./cluster.ts";

export interface Rehearsal {
  readonly object: KubeObject;
  readonly kind: Controlled;
  readonly plugins: Plugins;
  readonly settings: Config;
  readonly cluster: RehearsalCluster;
  readonly store: Store;
  readonly signal: AbortSignal;
}

/** What is rendered, and how the plan ended where it was played. */
export interface Rehearsed {
  readonly set: readonly KubeObject[];
  /** Whether something in it was encrypted. */
  readonly isDecrypted: boolean;
  readonly failure?: { readonly reason: string; readonly message: string };
}

/**
 * Renders the object's content; with `play`, or where the applier itself asks for the rendering, plays the plan too: what it
 * would do is noted by the cluster. The person's own rights are used, on the cluster that the object names. Throws failures.
 */
export async function rehearse(
  rehearsal: Rehearsal,
  { play }: { play: boolean },
): Promise<Rehearsed> {
  const decryptions: string[] = [];
  const plugins = telling(rehearsal.plugins, (id) => void decryptions.push(id));
  const work = workOf({ ...rehearsal, plugins });
  try {
    const inputs = await inputsOf(work, rehearsal.cluster);
    const delivery = begin(work, { purpose: "deliver", inputs });
    const { kubeconfig } = await identityOf(work);
    delivery.identity = kubeconfig === undefined ? {} : { kubeconfig };
    const { renders = false } = rehearsal.kind.profile;
    if (!renders) delivery.set.push(...await render(work, delivery));
    const done = play || renders ? await playThrough(work, delivery) : undefined;
    const isDecrypted = decryptions.length > 0;
    return { set: delivery.set, isDecrypted, ...done?.failure && { failure: done.failure } };
  } finally {
    work.pass.quiet();
  }
}

/** The plugins, and word of each call of one that decrypts. */
function telling(plugins: Plugins, decrypts: (id: string) => void): Plugins {
  return {
    installed: plugins.installed,
    route: (kind, object) => plugins.route(kind, object),
    call(id, kind, ...rest) {
      if (kind === "decryptor") decrypts(id);
      return plugins.call(id, kind, ...rest);
    },
  };
}

/** What a loop is given, of a kernel that tells nobody anything. */
function workOf({ object, kind, plugins, settings, cluster, store, signal }: Rehearsal): Work {
  const report = () => {};
  const kernel = {
    plugins,
    cluster,
    store,
    bus: new Bus<Events>(report),
    clock: systemClock,
    settings: {
      ...settings,
      requeueDependencyMs: settings.requeueDependency,
      eventIntervalMs: 0,
      instance: "",
      concurrency: 1,
    },
    report,
  };
  const loops = {
    kernel,
    kinds: new Kinds(plugins.installed, settings.pipelines),
    references: new References(),
    deliveries: new DeliveryMemory(),
    tags: new Tags(),
    ask: report,
  };
  const pass = new Pass(kernel, kind, object, signal);
  return { loops, pass, causes: ["person"], refs: [], after: [] };
}

/** The loops look for inputs in memory: what they miss there is fetched, until nothing is missed. */
async function inputsOf(work: Work, cluster: RehearsalCluster): Promise<Inputs> {
  for (;;) {
    const tried = await Promise.allSettled([prepare(work).then((more) => fetchInputs(work, more))]);
    if (await cluster.fetchMissed()) continue;
    const [result] = tried;
    if (result.status === "rejected") throw result.reason;
    return result.value;
  }
}

/** Plays an applier's plan to its end. Nobody waits: what would be waited for counts as there. */
async function playThrough(
  work: Work,
  delivery: Delivery,
): Promise<Extract<Next, { done: true }>> {
  const { round } = delivery;
  for (;;) {
    const next = await askNext(work, delivery);
    if ("done" in next) return next;
    const over: StepResult[][] = [];
    for (const group of next.steps) {
      const results = await doSteps(work, delivery, group);
      over.push(results.map((result, i) => result ?? waited(group[i]!)));
    }
    Object.assign(round, { state: next.state, results: over });
  }
}

function waited(step: Step): StepResult {
  const refs = step.do === "wait" ? step.refs : [];
  return { status: "done", items: refs.map(() => ({ status: "waited" })) };
}
