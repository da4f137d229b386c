/** The content of the inputs: what their artifacts hold, as packs. */
import { at, type Failure, flatten, type KubeObject, transient, waiting } from "../contract/mod.ts";
import { quietly, unsaidly } from "./conclude.ts";
import { hasConcluded } from "./conditions.ts";
import type { Work } from "./context.ts";
import type { Inputs } from "./inputs.ts";
import { externalArtifactKind } from "./kinds.ts";
import type { Pass } from "./pass.ts";
import type { Artifact } from "./ports.ts";
import { suspended, timeoutOf } from "./profile.ts";
import { formatDuration } from "schemas/duration.ts";

/** The inputs with the packs of their artifacts. Throws `waiting` where an input of a delivery has none yet. */
export async function withArtifacts(
  work: Work,
  objects: Readonly<Record<string, readonly KubeObject[]>>,
): Promise<Inputs> {
  const artifacts: { as: string; artifact: Artifact }[] = [];
  const packs: Record<string, string> = {};
  for (const [as, found] of Object.entries(objects)) {
    for (const object of found) {
      const artifact = at(object, "/status/artifact") as Artifact | undefined;
      if (artifact) {
        artifacts.push({ as, artifact });
        packs[as] = await packOf(work, artifact);
      } else if (mustHaveOne(work, object)) {
        const failure = notYet(work, "Source artifact not found");
        throw isAboutTo(work, object) ? unsaidly(failure) : failure;
      }
    }
  }
  return { objects, artifacts, packs };
}

/** A status may name an artifact before its bytes are there, and after they are gone: nobody is to blame, and it is tried again. */
async function packOf(work: Work, artifact: Artifact): Promise<string> {
  const { loops: { kernel }, pass } = work;
  try {
    return await kernel.store.pack(artifact, pass.signal);
  } catch (error) {
    const { reason, message, retryAfterMs } = flatten(error);
    if (reason !== "ArtifactMissing") throw transient("ArtifactFailed", message, retryAfterMs);
    const retried = "ProgressingWithRetry", phase = fetching(pass, artifact.revision);
    pass.condition({ type: "Reconciling", status: "True", reason: retried, message: phase });
    throw notYet(work, "Source is not ready, artifact not found");
  }
}

/** Names the phase in which content is fetched. */
export function fetching(pass: Pass, revision: string): string {
  return `Fetching manifests for ${aboutRevision(pass, revision)}`;
}

/** A revision and the time-out that it has, in words. */
export function aboutRevision({ object, kind }: Pass, revision: string): string {
  const timeout = formatDuration(timeoutOf(object, kind.profile));
  return `revision ${revision} with a timeout of ${timeout}`;
}

/** A delivery rests on content; any other kind makes do with what its inputs have. */
function mustHaveOne({ pass, loops }: Work, object: KubeObject): boolean {
  const isSource = loops.kinds.of(object)?.role === "source" ||
    object.kind === externalArtifactKind.kind;
  return pass.kind.role === "delivery" && isSource;
}

/** What is as new as its source waits for the source's first run, and has nothing to say of it that would stand for long. */
function isAboutTo({ pass, loops, causes }: Work, source: KubeObject): boolean {
  const kind = loops.kinds.of(source), { clock, settings } = loops.kernel;
  const created = Date.parse(String(pass.object.metadata.creationTimestamp));
  return kind !== undefined && !suspended(source, kind.profile) && !hasConcluded(source) &&
    !causes.includes("person") && clock.now() - created < settings.requeueDependencyMs;
}

function notYet({ loops }: Work, what: string): Failure {
  const again = loops.kernel.settings.requeueDependencyMs;
  const said = `${what}, retrying in ${formatDuration(again)}`;
  return quietly(waiting("ArtifactFailed", said, again));
}
