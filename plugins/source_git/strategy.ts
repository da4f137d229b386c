/** How a commit is found from `spec.ref`, in the order and with the words of Flux: commit, name, tag, semver, branch. */
import { transient } from "contract";
import { readCommit } from "../lib/git/commit.ts";
import { EmptyRepository, GitError, KeyProblem, ObjectNotFound } from "../lib/git/errors.ts";
import { readPack } from "../lib/git/pack.ts";
import type { Remote } from "../lib/git/remote.ts";
import type { Reference } from "../lib/git/session.ts";
import { type GitReference } from "./spec.ts";
import { matching, parseRange } from "./versions.ts";

/** A commit, or an annotated tag of it, that is to be fetched. */
export interface Choice {
  readonly want: string;
  /** What the revision begins with, up to the `@`; empty for a commit alone. */
  readonly name: string;
  /** The tag that led there. */
  readonly tag?: string;
}

/** A repository by the URL that messages show. */
export interface Repository {
  readonly url: string;
  readonly remote: Remote;
}

export interface Strategy {
  /** The revision that the remote has now, found by its references alone; only where Flux compares it before it clones. */
  observe?(repository: Repository): Promise<string | undefined>;
  choose(repository: Repository): Promise<Choice>;
}

export function strategyOf(reference: GitReference = {}): Strategy {
  const { commit, name, tag, semver, branch } = reference;
  if (commit) return exactly(commit, reference);
  if (name) return byName(name);
  if (tag) return byReference(`refs/tags/${tag}`, tag);
  if (semver) return byVersion(semver);
  return byReference(`refs/heads/${branch || "master"}`, branch || "master");
}

/** `main@sha1:…`, or `sha1:…` for a commit alone. */
export function revisionOf(name: string, commit: string): string {
  return `${name === "" ? "" : `${name}@`}sha1:${commit}`;
}

/** A branch or a tag. */
function byReference(full: string, short: string): Strategy {
  const isTag = full.startsWith("refs/tags/");
  return {
    observe: async (repository) => {
      const found = await listed(repository, full);
      return found && revisionOf(short, found.peeled ?? found.hash);
    },
    async choose({ url, remote }) {
      const [found] = await cloning(url, async () => {
        const all = await remote.references([full]);
        return all.filter(({ name }) => name === full);
      });
      if (!found) throw await notFound({ url, remote }, full, isTag);
      return { want: found.hash, name: short, ...isTag ? { tag: short } : {} };
    },
  };
}

function byName(full: string): Strategy {
  const plain = full.replace(/\^\{\}$/, "");
  const observe = async (repository: Repository) => {
    const found = await listed(repository, plain);
    if (!found || (plain !== full && !found.peeled)) return undefined;
    return revisionOf(full, found.peeled ?? found.hash);
  };
  return {
    observe,
    async choose(repository) {
      const found = await listed(repository, plain);
      if (!found || (plain !== full && !found.peeled)) {
        throw new GitError(`unable to resolve ref '${full}' to a specific commit`);
      }
      const tag = /^refs\/tags\/(.*)$/.exec(plain)?.[1];
      return { want: found.hash, name: full, ...tag === undefined ? {} : { tag } };
    },
  };
}

function byVersion(range: string): Strategy {
  return {
    async choose({ url, remote }) {
      const constraint = parseRange(range);
      const all = await cloning(url, () => remote.references(["HEAD", "refs/tags/"]));
      if (!all.some(({ name }) => name === "HEAD")) throw await withoutHead({ url, remote });
      const tags = new Map(
        all.filter(({ name }) => name !== "HEAD").map((one) => [one.name.slice(10), one]),
      );
      const best = matching([...tags.keys()], constraint);
      if (best.length === 0) throw new GitError(`no match found for semver: ${range}`);
      const tag = best.length === 1 ? best[0]! : await newest(best, tags, remote);
      return { want: tags.get(tag)!.hash, name: tag, tag };
    },
  };
}

/** Versions that differ in build metadata alone are ordered by the time of their commits. */
async function newest(
  tags: readonly string[],
  references: ReadonlyMap<string, Reference>,
  remote: Remote,
): Promise<string> {
  const dated = await Promise.all(
    tags.toSorted().map(async (tag) => {
      const { hash, peeled = hash } = references.get(tag)!;
      const objects = readPack(await remote.fetch({ want: peeled, depth: 1 }));
      const commit = objects.get(peeled);
      return { tag, at: commit ? readCommit(commit).committed : 0 };
    }),
  );
  return dated.sort((a, b) => a.at - b.at).at(-1)!.tag;
}

/** A commit has to be in the history of the branch, or of any branch: others are not this repository's. */
function exactly(commit: string, { name, branch }: GitReference): Strategy {
  const shown = name || (branch ?? "");
  return {
    async choose({ url, remote }) {
      const full = branch ? `refs/heads/${branch}` : undefined;
      const found = await cloning(url, () => remote.references([full ?? "refs/heads/", "HEAD"]));
      const heads = found.filter((one) => one.name === full || (!full && one.name !== "HEAD"));
      if (heads.length === 0) {
        throw full
          ? await notFound({ url, remote }, full, true)
          : await withoutHead({ url, remote });
      }
      await mustReach(remote, commit, heads).catch((error) => {
        if (!(error instanceof ObjectNotFound)) throw error;
        throw new GitError(`unable to resolve commit object for '${commit}': ${error.message}`);
      });
      return { want: commit, name: shown };
    },
  };
}

const MOST_HEADS = 1000;

/** Of what is reachable from the heads, a server that is told that we have these sends nothing. */
async function mustReach(
  remote: Remote,
  commit: string,
  heads: readonly Reference[],
): Promise<void> {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new ObjectNotFound();
  const have = [...new Set(heads.map(({ hash }) => hash))].slice(0, MOST_HEADS);
  if (have.includes(commit)) return;
  const sent = readPack(await remote.fetch({ want: commit, have }));
  if (sent.size > 0) throw new ObjectNotFound();
}

/** A reference by its whole name, as `ls-remote` finds it. */
async function listed(
  { url, remote }: Repository,
  full: string,
): Promise<Reference | undefined> {
  if (full.startsWith("/") || full.endsWith("/")) {
    throw new GitError(
      `ref ${full} is invalid; Git refs cannot begin or end with a slash '/'`,
    );
  }
  try {
    const found = (await remote.references([full])).find(({ name }) => name === full);
    if (!found) await remote.mustHaveReferences();
    return found;
  } catch (error) {
    throw within(error, `unable to list remote for '${withoutSecret(url)}'`);
  }
}

async function cloning<T>(url: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw within(error, `unable to clone '${withoutSecret(url)}'`);
  }
}

/** Flux takes an empty repository for a state of its own where a branch is asked for, and for a missing one elsewhere. */
async function notFound(
  { url, remote }: Repository,
  full: string,
  isMissing: boolean,
): Promise<Error> {
  try {
    await remote.mustHaveReferences();
  } catch (error) {
    if (!(error instanceof EmptyRepository)) return error as Error;
    return isMissing ? missing(url, error) : isEmpty();
  }
  return new GitError(
    `unable to clone '${withoutSecret(url)}': couldn't find remote ref ${JSON.stringify(full)}`,
  );
}

async function withoutHead({ url, remote }: Repository): Promise<Error> {
  try {
    await remote.mustHaveReferences();
  } catch (error) {
    return error instanceof EmptyRepository ? missing(url, error) : error as Error;
  }
  return new GitError(`unable to clone '${withoutSecret(url)}': reference not found`);
}

function missing(url: string, { message }: Error): GitError {
  return new GitError(`unable to clone: ${message}: git repository: '${withoutSecret(url)}'`);
}

function isEmpty(): Error {
  return transient("EmptyGitRepository", "git repository is empty");
}

/** The error behind the words of what was tried; what is no matter of git's stays as it is. */
export function within(error: unknown, tried: string): unknown {
  if (error instanceof KeyProblem) return error;
  return error instanceof GitError ? new GitError(`${tried}: ${error.message}`) : error;
}

/** A URL as messages show it: a password in it is nobody's business. */
export function withoutSecret(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?#@:]*):[^/?#@]*@/, "$1:xxxxx@");
}
