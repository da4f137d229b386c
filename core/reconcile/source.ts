/** The source loop: what a spec names becomes an artifact in the store. */
import {
  type KubeObject,
  type Output,
  type Pulled,
  refOf,
  type Report,
  transient,
} from "../contract/mod.ts";
import { StoreError } from "../store/mod.ts";
import { call, served, subject } from "./call.ts";
import type { Ended } from "./conclude.ts";
import type { Work } from "./context.ts";
import { ownArtifacts, publish, store, withdraw } from "./external_artifacts.ts";
import { fetchInputs } from "./inputs.ts";
import type { Pass } from "./pass.ts";
import type { Artifact } from "./ports.ts";
import type { Loop } from "./run_object.ts";
import {
  aboutArtifact,
  begin,
  corrupted,
  ended,
  keepSuspended,
  outdated,
  storageFailed,
  tellFailure,
  tellSuccess,
} from "./source_status.ts";
import { untold } from "./traces.ts";

export const sourceLoop: Loop = {
  reconcile,
  remove,
  suspended: ({ pass }) => keepSuspended(pass),
  released({ pass }) {
    pass.set("/artifact", null);
    keepSuspended(pass);
  },
};

async function reconcile(work: Work): Promise<Ended> {
  const { pass } = work;
  const before = pass.object;
  const stored = await held(work);
  begin(pass, pass.held("/artifact") !== undefined, before);
  try {
    const inputs = await fetchInputs(work);
    const plugin = served(pass.kernel, pass.kind.asks, pass.object);
    const have = pass.held("/observedGeneration") === pass.generation ? stored : {};
    const request = { ...subject(plugin, pass.object, inputs), have, stored };
    const lent = { inputs, laterReport: true };
    await using answered = await call(work, plugin, ["source", "pull"], request, lent);
    await take(work, answered.answer, { root: answered.scratch, before });
  } catch (error) {
    tellFailure(pass, error);
    throw error;
  }
  return ended(pass);
}

/** What the store holds and has verified, by output name. What it has lost no longer stands in the status. */
async function held(work: Work): Promise<Record<string, string>> {
  const { pass, loops: { kernel: { store } } } = work;
  const own = pass.held("/artifact") as Artifact | undefined;
  const named = ownArtifacts(work).map(({ name, artifact }) => [name, artifact] as const);
  const all = [...(own ? [["", own] as const] : []), ...named];
  const verdicts = await Promise.all(all.map(([, artifact]) => store.verify(artifact)));
  const sound = verdicts.map((verdict) => verdict === "good");
  if (own && verdicts[0] === "corrupt") corrupted(pass, own);
  if (own && !sound[0]) pass.set("/artifact", null);
  else if (own && store.url(own) !== own.url) {
    pass.set("/artifact", { ...own, url: store.url(own) });
  }
  const kept = all.filter((_, i) => sound[i]);
  return Object.fromEntries(kept.map(([name, { revision }]) => [name, revision]));
}

interface Taking {
  /** Where the outputs' paths start. */
  readonly root: string;
  /** The object as the run found it. */
  readonly before: KubeObject;
}

/** Keeps what a plugin pulled. What it says of new content is told with that content's revision and digest. */
async function take(work: Work, answer: Pulled, { root, before }: Taking): Promise<void> {
  const { pass } = work;
  if ("outputs" in answer) await keep(work, answer.outputs, root);
  const report: Report = untold(work, answer.report);
  const speaks = report.events?.some(({ severity }) => severity !== "trace") ?? false;
  if (speaks) aboutArtifact(pass);
  pass.report(report);
  if (!speaks) tellSuccess(pass, before, answer.message);
}

async function keep(work: Work, outputs: readonly Output[], root: string): Promise<void> {
  for (const output of outputs.filter((one) => !isNamed(one))) await keepOwn(work, output, root);
  await publish(work, outputs.filter(isNamed), root);
}

async function keepOwn(work: Work, output: Output, root: string): Promise<void> {
  const { pass } = work;
  const owner = refOf(pass.object);
  const before = pass.held("/artifact") as Artifact | undefined;
  if (before?.revision !== output.revision) outdated(pass, output.revision);
  const artifact = await store(work, { owner, output, root, before }).catch((error) => {
    throw notStored(pass, error);
  });
  if (artifact !== before) pass.set("/artifact", artifact);
}

function notStored(pass: Pass, error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const failure = transient(
    "ArchiveOperationFailed",
    `unable to archive artifact to storage: ${error.message}`,
  );
  storageFailed(pass, failure);
  return failure;
}

function isNamed({ name }: Output): boolean {
  return name !== undefined;
}

async function remove(work: Work): Promise<void> {
  await withdraw(work, new Set());
  await work.loops.kernel.store.remove(refOf(work.pass.object));
}
