import { terminal, transient } from "contract";
import type { Reference } from "../lib/git/remote.ts";
import { highest } from "./versions.ts";

/** `spec.ref` of a GitRepository. */
export interface GitReference {
  readonly branch?: string;
  readonly tag?: string;
  readonly semver?: string;
  readonly name?: string;
  readonly commit?: string;
}

/** What to look for at the remote, and how the revision begins once it is found. */
export interface Wanted {
  readonly prefixes: readonly string[];
  choose(found: readonly Reference[]): Chosen;
}

export interface Chosen {
  readonly commit: string;
  /** As Flux writes it: `main@sha1:<hash>`. */
  readonly revision: string;
}

/** Precedence as in Flux: commit, name, semver, tag, branch; `master` where nothing is named. */
export function wanted(reference: GitReference = {}): Wanted {
  const { branch = "master", tag, semver, name, commit } = reference;
  if (commit !== undefined) return exactly(commit, name ?? reference.branch);
  if (name !== undefined) return named(name, name);
  if (semver !== undefined) return highestTag(semver);
  if (tag !== undefined) return named(`refs/tags/${tag}`, tag);
  return named(`refs/heads/${branch}`, branch);
}

function exactly(commit: string, prefix: string | undefined): Wanted {
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw terminal(
      "GitOperationFailed",
      `Cannot check out "${commit.slice(0, 64)}": it is no SHA-1 of a commit`,
    );
  }
  const revision = `${prefix === undefined ? "" : `${prefix}@`}sha1:${commit}`;
  return { prefixes: [], choose: () => ({ commit, revision }) };
}

function named(name: string, shown: string): Wanted {
  return {
    prefixes: [name],
    choose: (found) => {
      const reference = found.find((one) => one.name === name);
      if (!reference) {
        throw transient(
          "GitOperationFailed",
          `Cannot check out "${shown}": the remote has no "${name}"`,
        );
      }
      return chosen(reference, shown);
    },
  };
}

function highestTag(range: string): Wanted {
  const folder = "refs/tags/";
  return {
    prefixes: [folder],
    choose: (found) => {
      const tags = new Map(found.map((one) => [one.name.slice(folder.length), one]));
      const best = highest([...tags.keys()], range);
      if (best === undefined) {
        throw transient("GitOperationFailed", `Cannot check out "${range}": no tag matches it`);
      }
      return chosen(tags.get(best)!, best);
    },
  };
}

function chosen({ hash, peeled }: Reference, shown: string): Chosen {
  const commit = peeled ?? hash;
  return { commit, revision: `${shown}@sha1:${commit}` };
}
