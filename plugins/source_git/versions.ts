import { GitError } from "../lib/git/errors.ts";
import {
  compareVersions,
  type Constraint,
  parseConstraint,
  parseVersion,
  satisfies,
  type Version,
} from "../lib/semver/mod.ts";

/** A Masterminds range. Throws GitError where it is none. */
export function parseRange(range: string): Constraint {
  try {
    return parseConstraint(range);
  } catch (error) {
    throw new GitError(`semver parse error: ${(error as Error).message}`);
  }
}

/** The tags of the highest version in the range: several where they differ in build metadata alone. */
export function matching(tags: readonly string[], range: Constraint): readonly string[] {
  const found = tags.flatMap((tag) => {
    const version = versionOf(tag);
    return version && satisfies(version, range) ? [{ tag, version }] : [];
  });
  const best = found.reduce<typeof found[number] | undefined>(
    (best, one) => best && compareVersions(best.version, one.version) >= 0 ? best : one,
    undefined,
  );
  return found
    .filter(({ version }) => compareVersions(version, best!.version) === 0)
    .map(({ tag }) => tag);
}

/** Three numbers are wanted, with a `v` before them or without; what is none is no version of this repository. */
function versionOf(tag: string): Version | undefined {
  if (tag.split(".").length < 3) return undefined;
  try {
    return parseVersion(tag);
  } catch {
    return undefined;
  }
}
