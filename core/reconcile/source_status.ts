/** What a source's status and events say of a run, where its profile lists the conditions that Flux's sources have. */
import { at, type Condition, type Failure, flatten, type KubeObject } from "../contract/mod.ts";
import { type Ended, ready } from "./conclude.ts";
import { conditionsOf, summary } from "./conditions.ts";
import type { Pass } from "./pass.ts";
import type { Artifact } from "./ports.ts";

const storage = "StorageOperationFailed", verified = "SourceVerified";

/** Names the first phase, as Flux does; a verification that failed, and a storage that did, are judged anew. */
export function begin(pass: Pass, hasArtifact: boolean, before: KubeObject): void {
  pass.dropCondition(storage);
  if (statusOf(pass, verified) === "False") pass.dropCondition(verified);
  if (!hasArtifact) {
    pass.dropCondition("ArtifactInStorage");
    const lost = at(before, "/status/artifact") === undefined ? "" : ": disappeared from storage";
    return pass.progress(`building artifact${lost}`);
  }
  const observed = pass.held("/observedGeneration");
  pass.progress(
    observed === pass.generation
      ? "reconciliation in progress"
      : `processing object: new generation ${observed ?? -1} -> ${pass.generation}`,
  );
}

/** The store holds other bytes than the status says. */
export function corrupted(pass: Pass, { digest }: Artifact): void {
  const message =
    `failed to verify integrity of artifact: computed digest doesn't match '${digest}'`;
  pass.event({ type: "Warning", severity: "error", reason: "ArtifactVerificationFailed", message });
}

/** The upstream has another revision than the artifact. */
export function outdated(pass: Pass, revision: string): void {
  const message = `new upstream revision '${revision}'`;
  pass.progress(`building artifact: ${message}`);
  if (pass.held("/artifact") === undefined || !lists(pass, "ArtifactOutdated")) return;
  pass.condition({ type: "ArtifactOutdated", status: "True", reason: "NewRevision", message });
}

export function storageFailed(pass: Pass, { reason, message }: Failure): void {
  if (!lists(pass, storage)) return;
  pass.condition({ type: storage, status: "True", reason, message });
  pass.said.add(storage);
  pass.dropCondition("FetchFailed");
}

/** A run that came to its end leaves none of the conditions that are bad news. */
export function ended(pass: Pass): Ended {
  const artifact = pass.held("/artifact") as Artifact | undefined;
  const { negative = [] } = pass.kind.profile.conditions ?? {};
  for (const type of negative) if (!pass.said.has(type)) pass.dropCondition(type);
  if (!artifact) return ready(pass, "reconciliation succeeded");
  const message = `stored artifact for revision '${artifact.revision}'`;
  const type = "ArtifactInStorage";
  if (lists(pass, type) && !pass.said.has(type)) {
    pass.condition({ type, status: "True", reason: "Succeeded", message });
  }
  return ready(pass, message);
}

/** Other content is a new artifact; the same again is told where something had failed. */
export function tellSuccess(pass: Pass, before: KubeObject, said: string | undefined): void {
  const artifact = pass.held("/artifact") as Artifact | undefined;
  if (!artifact) return;
  const isNew = at(before, "/status/artifact/digest") !== artifact.digest;
  if (!isNew && !failedBefore(before)) return;
  aboutArtifact(pass);
  const message = said ?? `stored artifact for revision '${artifact.revision}'`;
  const reason = isNew ? "NewArtifact" : "Succeeded";
  pass.event({ type: "Normal", severity: "info", reason, message });
}

/** Events from here on tell the artifact's revision and digest. */
export function aboutArtifact(pass: Pass): void {
  const artifact = pass.held("/artifact") as Artifact | undefined;
  if (artifact) pass.about = { revision: artifact.revision, digest: artifact.digest };
}

const failures = ["FetchFailed", "IncludeUnavailable", storage];

function failedBefore(before: KubeObject): boolean {
  const status = before["status"] as Parameters<typeof conditionsOf>[0];
  return conditionsOf(status).some(({ type }) => failures.includes(type));
}

/** A failure is a failed fetch, unless the plugin said in this run what else it is. */
export function tellFailure(pass: Pass, error: unknown): void {
  const { code, reason, message } = flatten(error);
  const { summary: types = [] } = pass.kind.profile.conditions ?? {};
  const spoken = types.some((type) => type !== "Ready" && pass.said.has(type));
  const fetching = code !== "waiting" && !spoken && lists(pass, "FetchFailed");
  if (fetching) pass.condition({ type: "FetchFailed", status: "True", reason, message });
  if (code === "waiting") {
    const working = pass.phase ?? "reconciliation in progress";
    const retried = "ProgressingWithRetry";
    pass.condition({ type: "Reconciling", status: "True", reason: retried, message: working });
  }
  if (reason !== "PluginUnavailable") summarise(pass);
}

/** Ready says what the conditions come to; of a source that is left alone, the generation is observed all the same. */
export function keepSuspended(pass: Pass): void {
  const former = conditionsOf(pass.object["status"] as Parameters<typeof conditionsOf>[0]);
  if (former.length === 0) return;
  pass.keepConditions(false);
  const reconciling = former.find(({ type }) => type === "Reconciling");
  if (reconciling) {
    const { type, status, message } = reconciling;
    pass.condition({ type, status, reason: "ProgressingWithRetry", message });
  }
  summarise(pass);
  pass.set("/observedGeneration", pass.generation);
}

function summarise(pass: Pass): void {
  const said = summaryOf(pass);
  if (!said) return;
  pass.condition(said);
  pass.said.add("Ready");
}

/** A signature that was refused speaks for the object, whatever else stands. */
function summaryOf(pass: Pass): Condition | undefined {
  const refused = pass.conditions.find(({ type, status }) =>
    type === verified && status === "False"
  );
  if (!refused) return summary(pass.conditions, pass.kind.profile.conditions ?? {});
  const { reason, message } = refused;
  return { type: "Ready", status: "False", reason, message };
}

function statusOf({ conditions }: Pass, wanted: string): Condition["status"] | undefined {
  return conditions.find(({ type }) => type === wanted)?.status;
}

function lists({ kind }: Pass, type: string): boolean {
  return kind.profile.conditions?.summary?.includes(type) ?? false;
}
