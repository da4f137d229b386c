/** What an artifact was made of: whether that changed, and what the status says of it. */
import type { Artifact, GitRepositorySpec, GitRepositoryStatus, Include } from "./spec.ts";

/** Whether the same commit would make another artifact, or has to be verified again. */
export function isChanged(
  spec: GitRepositorySpec,
  status: GitRepositoryStatus,
  included: readonly Artifact[],
): boolean {
  const { include = [], sparseCheckout = [] } = spec;
  const { observedInclude = [], observedSparseCheckout = [] } = status;
  return spec.ignore !== status.observedIgnore ||
    (spec.recurseSubmodules ?? false) !== (status.observedRecurseSubmodules ?? false) ||
    needsVerification(spec, status) ||
    differ(sparseCheckout, observedSparseCheckout, (a, b) => a === b) ||
    differ(include, observedInclude, isSameInclude) ||
    includesDiffer(included, status);
}

export function includesDiffer(
  included: readonly Artifact[],
  { includedArtifacts = [] }: GitRepositoryStatus,
): boolean {
  return differ(
    included,
    includedArtifacts,
    (a, b) => a.revision === b.revision && a.digest === b.digest,
  );
}

/** Fields of the status, by pointer; `null` for what the spec leaves out. */
export function observations(
  { ignore, recurseSubmodules, include = [], sparseCheckout = [] }: GitRepositorySpec,
  included: readonly Artifact[],
): Record<string, unknown> {
  return {
    "/observedIgnore": ignore ?? null,
    "/observedRecurseSubmodules": recurseSubmodules === true ? true : null,
    "/observedInclude": include.length > 0 ? include : null,
    "/observedSparseCheckout": sparseCheckout.length > 0 ? sparseCheckout : null,
    "/includedArtifacts": included.length > 0 ? included : null,
  };
}

export type Mode = "HEAD" | "Tag" | "TagAndHEAD";

/** What is verified; undefined where nothing is. */
export function modeOf({ verify }: GitRepositorySpec): Mode | undefined {
  if (!verify?.mode) return verify && "HEAD";
  return verify.mode === "head" ? "HEAD" : verify.mode;
}

/** Of a mode that covers more than the one that was verified last, the rest is still to be verified. */
function needsVerification(
  spec: GitRepositorySpec,
  { sourceVerificationMode: before }: GitRepositoryStatus,
): boolean {
  const mode = modeOf(spec);
  if (mode === undefined) return false;
  return before === undefined || (before !== mode && before !== "TagAndHEAD");
}

function isSameInclude(a: Include, b: Include): boolean {
  return a.repository.name === b.repository.name && a.fromPath === b.fromPath &&
    a.toPath === b.toPath;
}

function differ<T>(a: readonly T[], b: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return a.length !== b.length || a.some((one, i) => !isSame(one, b[i]!));
}
