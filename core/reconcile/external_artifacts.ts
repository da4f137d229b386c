/** Named outputs of a source become ExternalArtifacts, which every consumer can refer to. */
import { defined } from "./json.ts";
import { at, type KubeObject, type ObjectRef, type Output, refOf } from "../contract/mod.ts";
import type { Work } from "./context.ts";
import { apiVersionOf, controllerOf, externalArtifactKind } from "./kinds.ts";
import type { Artifact } from "./ports.ts";
import { rfc3339 } from "./time.ts";

interface Owned {
  readonly name: string;
  readonly artifact: Artifact;
}

const apiVersion = apiVersionOf(externalArtifactKind);
const { kind } = externalArtifactKind;

/** The artifacts that the object has published, by output name. */
export function ownArtifacts(work: Work): readonly Owned[] {
  return owned(work).flatMap((object) => {
    const artifact = at(object, "/status/artifact") as Artifact | undefined;
    return artifact ? [{ name: object.metadata.name, artifact }] : [];
  });
}

function owned({ pass, loops }: Work): readonly KubeObject[] {
  const { uid, namespace } = pass.object.metadata;
  return [...loops.kernel.cluster.cached(externalArtifactKind)].filter(({ metadata }) => {
    const owners = metadata["ownerReferences"] as readonly { uid?: string }[] | undefined;
    return metadata.namespace === namespace && owners?.some((owner) => owner.uid === uid);
  });
}

/** Keeps every named output, publishes what is new, and deletes what is no longer named. */
export async function publish(work: Work, outputs: readonly Output[], root: string): Promise<void> {
  const before = new Map(ownArtifacts(work).map(({ name, artifact }) => [name, artifact]));
  const listed = [];
  for (const output of outputs) {
    const artifact = await publishOne(work, output, { root, before: before.get(output.name!) });
    const { namespace } = work.pass.object.metadata;
    const filename = artifact.path.slice(artifact.path.lastIndexOf("/") + 1);
    listed.push({ digest: artifact.digest, filename, name: output.name!, namespace });
  }
  await withdraw(work, new Set(outputs.map(({ name }) => name!)));
  const { outputs: pointer } = work.pass.kind.profile;
  if (pointer !== undefined) {
    const below = pointer.replace(/^\/status/, "");
    work.pass.set(below, listed.length > 0 ? listed : null);
  }
}

interface Storing {
  /** Whose status names the artifact. */
  readonly owner: ObjectRef;
  readonly output: Output;
  /** Where the output's path starts. */
  readonly root: string;
  readonly before: Artifact | undefined;
}

/** Stores an output. Answers `before` itself where nothing is new; what is new is told at the end of the run. */
export async function store(
  { loops, after }: Work,
  { owner, output, root, before }: Storing,
): Promise<Artifact> {
  const { store, bus } = loops.kernel;
  const { contents, revision, fileName, metadata } = output;
  const further = defined({ fileName, metadata });
  const artifact = await store.put({ owner, contents, root, revision, ...further });
  const { digest } = artifact;
  if (digest === before?.digest && artifact.revision === before.revision) return before;
  after.push(() => bus.emit("content.stored", { source: owner, revision, digest }));
  return artifact;
}

async function publishOne(
  work: Work,
  output: Output,
  { root, before }: Pick<Storing, "root" | "before">,
): Promise<Artifact> {
  const { pass, loops: { kernel: { cluster, clock } } } = work;
  const { namespace } = pass.object.metadata;
  const owner = { apiVersion, kind, name: output.name!, ...defined({ namespace }) };
  const artifact = await store(work, { owner, output, root, before });
  if (artifact === before) return before;
  const manager = controllerOf(pass.kind);
  const made = await cluster.apply(externalArtifact(pass.object, owner, output), { manager });
  const status = { artifact, conditions: [readyCondition(rfc3339(clock), made)] };
  await cluster.patch(owner, { status }, { manager, subresource: "status" });
  return artifact;
}

function externalArtifact(
  { apiVersion: ownApiVersion, kind: ownKind, metadata }: KubeObject,
  { name, namespace }: ObjectRef,
  { labels, annotations }: Output,
): KubeObject {
  const from = { apiVersion: ownApiVersion, kind: ownKind, name: metadata.name };
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...defined({ namespace, labels, annotations }),
      ownerReferences: [{ ...from, uid: metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: { sourceRef: { ...from, namespace: metadata.namespace } },
  };
}

function readyCondition(now: string, { metadata }: KubeObject) {
  return {
    type: "Ready",
    status: "True",
    reason: "Succeeded",
    message: "Artifact is ready",
    lastTransitionTime: now,
    observedGeneration: metadata.generation ?? 1,
  };
}

/** Deletes the object's ExternalArtifacts but those named, and what is stored of them. */
export async function withdraw(work: Work, kept: ReadonlySet<string>): Promise<void> {
  const { cluster, store } = work.loops.kernel;
  for (const object of owned(work)) {
    if (kept.has(object.metadata.name)) continue;
    const ref = refOf(object);
    await cluster.delete(ref);
    await store.remove(ref);
  }
}
