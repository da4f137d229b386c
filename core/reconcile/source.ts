/** The source loop: what a spec names becomes an artifact in the store. */
import { flatten, type Output, type Pulled, refOf } from "../contract/mod.ts";
import { call, served, subject } from "./call.ts";
import { type Ended, ready } from "./conclude.ts";
import type { Work } from "./context.ts";
import { ownArtifacts, publish, store, withdraw } from "./external_artifacts.ts";
import { fetchInputs } from "./inputs.ts";
import type { Pass } from "./pass.ts";
import type { Artifact } from "./ports.ts";
import type { Loop } from "./run_object.ts";

export const sourceLoop: Loop = { reconcile, remove };

async function reconcile(work: Work): Promise<Ended> {
  const { pass } = work;
  pass.progress("building artifact");
  const inputs = await fetchInputs(work);
  const have = await held(work);
  const plugin = served(pass.kernel, pass.kind.asks, pass.object);
  const base = subject(plugin, pass.object, inputs);
  try {
    const lent = { inputs, laterReport: true };
    await using answered = await call(work, plugin, ["source", "pull"], { ...base, have }, lent);
    const { answer } = answered;
    if ("outputs" in answer) await keep(work, answer, answered.scratch);
    // What it says of new content is told with that content's revision and digest.
    pass.report(answer.report);
  } catch (error) {
    tellFailure(work, error);
    throw error;
  }
  return ended(work);
}

/**
 * What the store holds and has verified, by output name. A new generation has nothing yet: a spec that changed may make
 * other contents of the same revision.
 */
async function held(work: Work): Promise<Record<string, string>> {
  const { pass, loops: { kernel: { store } } } = work;
  const own = pass.held("/artifact") as Artifact | undefined;
  const named = ownArtifacts(work).map(({ name, artifact }) => [name, artifact] as const);
  const all = [...(own ? [["", own] as const] : []), ...named];
  const sound = await Promise.all(all.map(([, artifact]) => store.verify(artifact)));
  const unchanged = pass.held("/observedGeneration") === pass.generation;
  if (own && !sound[0]) pass.set("/artifact", null);
  const kept = all.filter((_, i) => sound[i] && unchanged);
  return Object.fromEntries(kept.map(([name, { revision }]) => [name, revision]));
}

async function keep(
  work: Work,
  { outputs, report }: Extract<Pulled, { outputs: unknown }>,
  scratch: string,
): Promise<void> {
  const silent = (report?.events ?? []).length > 0;
  for (const output of outputs.filter((one) => !isNamed(one))) {
    await keepOwn(work, output, { scratch, silent });
  }
  await publish(work, outputs.filter(isNamed), scratch);
}

async function keepOwn(
  work: Work,
  output: Output,
  { scratch, silent }: { readonly scratch: string; readonly silent: boolean },
): Promise<void> {
  const { pass } = work;
  const owner = refOf(pass.object);
  const before = pass.held("/artifact") as Artifact | undefined;
  if (before?.revision !== output.revision) {
    pass.progress(`building artifact: new upstream revision '${output.revision}'`);
  }
  const artifact = await store(work, { owner, output, root: scratch, before });
  pass.about = { revision: output.revision, digest: artifact.digest };
  if (artifact === before) return;
  pass.set("/artifact", artifact);
  if (!silent) {
    const message = `stored artifact for revision '${output.revision}'`;
    pass.event({ type: "Normal", severity: "info", reason: "NewArtifact", message });
  }
}

/** The conditions that Flux's sources have, where the profile lists them. */
function ended({ pass }: Work): Ended {
  const artifact = pass.held("/artifact") as Artifact | undefined;
  pass.dropCondition("FetchFailed");
  pass.dropCondition("ArtifactOutdated");
  if (!artifact) return ready(pass, "reconciliation succeeded");
  const message = `stored artifact for revision '${artifact.revision}'`;
  const type = "ArtifactInStorage";
  if (lists(pass, type) && !pass.said.has(type)) {
    pass.condition({ type, status: "True", reason: "Succeeded", message });
  }
  return ready(pass, message);
}

/** A failure is a failed fetch, unless the plugin said in this run what else it is. */
function tellFailure({ pass }: Work, error: unknown): void {
  const { code, reason, message } = flatten(error);
  const { summary = [] } = pass.kind.profile.conditions ?? {};
  const spoken = summary.some((type) => type !== "Ready" && pass.said.has(type));
  if (code === "waiting" || spoken || !lists(pass, "FetchFailed")) return;
  pass.condition({ type: "FetchFailed", status: "True", reason, message });
}

function lists({ kind }: Pass, type: string): boolean {
  return kind.profile.conditions?.summary?.includes(type) ?? false;
}

function isNamed({ name }: Output): boolean {
  return name !== undefined;
}

async function remove(work: Work): Promise<void> {
  await withdraw(work, new Set());
  await work.loops.kernel.store.remove(refOf(work.pass.object));
}
