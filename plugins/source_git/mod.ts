/** Content of a commit of a Git repository: read without a checkout, verified where that is asked for, told as Flux tells it. */
import {
  type Cx,
  parseDuration,
  plugin,
  type Report,
  type Source,
  transient,
  writePack,
} from "contract";
import { readCommit, readTag, subjectOf } from "../lib/git/commit.ts";
import { GitError, ObjectNotFound } from "../lib/git/errors.ts";
import { type GitObject, readPack } from "../lib/git/pack.ts";
import type { Objects } from "../lib/git/tree.ts";
import { accessTo } from "./access.ts";
import { checkOut, mustHaveFolders, sparsePrefixes, type Tree } from "./content.ts";
import { includedArtifacts, layIncludes } from "./includes.ts";
import { includesDiffer, isChanged, observations } from "./observed.ts";
import { opener } from "./repository.ts";
import { type Artifact, type GitRepositorySpec, type Request, statusOf } from "./spec.ts";
import {
  type Choice,
  type Repository,
  revisionOf,
  strategyOf,
  within,
  withoutSecret,
} from "./strategy.ts";
import { addSubmodules, type Open } from "./submodules.ts";
import { type CheckedOut, verified } from "./verify.ts";

const USUAL_TIMEOUT_MS = 60_000;

const source: Source<GitRepositorySpec> = {
  async pull(request: Request, cx: Cx) {
    const access = await accessTo(request, cx);
    const included = await includedArtifacts(request, cx);
    await tellIncludes(request, cx, included);
    const { spec } = request;
    const timeoutMs = parseDuration(spec.timeout ?? "") ?? USUAL_TIMEOUT_MS;
    try {
      const open = opener({ cx, access, url: spec.url, timeoutMs });
      const remote = open(spec.url);
      const repository = { url: spec.url, remote };
      try {
        return await pullFrom(request, cx, { repository, open, included });
      } finally {
        remote.close();
      }
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const message = `failed to checkout and determine revision: ${error.message}`;
      throw transient("GitOperationFailed", message);
    }
  },
};

interface Pulling {
  readonly repository: Repository;
  readonly open: Open;
  readonly included: readonly Artifact[];
}

/** One question where nothing changed; otherwise the commit, whole. */
async function pullFrom(request: Request, cx: Cx, pulling: Pulling) {
  const { spec, object, stored } = request;
  const { repository, open, included } = pulling;
  const strategy = strategyOf(spec.ref);
  const status = statusOf(object);
  const held = isChanged(spec, status, included) ? undefined : stored[""];
  if (held !== undefined && await strategy.observe?.(repository) === held) return unchanged(held);
  const choice = await strategy.choose(repository);
  const failedBefore = status.conditions?.some(({ type }) => failures.includes(type)) ?? false;
  if (held !== undefined && !strategy.observe && !failedBefore) {
    if (held === revisionOf(choice.name, choice.want)) return { unchanged: true as const };
  }
  const { objects, checkedOut } = await fetchChosen(choice, repository);
  const tree = checkOut(objects, checkedOut.commit.tree, sparsePrefixes(spec));
  if (spec.recurseSubmodules && !spec.sparseCheckout?.length) {
    await cloning(repository, () => addSubmodules(tree, spec.url, open));
  }
  mustHaveFolders(request, tree.files);
  const signed = await verified(request, cx, checkedOut);
  const report: Report = {
    status: {
      ...observations(spec, included),
      "/sourceVerificationMode": signed?.mode ?? null,
    },
    ...signed
      ? { conditions: [signed.condition], events: [signed.notice] }
      : { dropped: ["SourceVerified"] },
  };
  return await handOver(request, cx, { tree, choice, checkedOut, report });
}

const failures = ["FetchFailed", "IncludeUnavailable", "StorageOperationFailed"];

/** Nothing is fetched, so that a recovery is told with the revision in place of the commit's subject. */
function unchanged(revision: string) {
  return {
    unchanged: true as const,
    message: `stored artifact for commit '${revision}'`,
    report: {
      events: [{
        type: "Normal" as const,
        severity: "trace" as const,
        reason: "GitOperationSucceeded",
        message: `no changes since last reconciliation: observed revision '${revision}'`,
      }],
    },
  };
}

async function fetchChosen(
  { want, tag }: Choice,
  repository: Repository,
): Promise<{ objects: Objects; checkedOut: CheckedOut }> {
  const objects = await cloning(
    repository,
    async () => readPack(await repository.remote.fetch({ want, depth: 1 })),
  );
  let hash = want;
  const tags: { readonly hash: string; readonly object: ReturnType<typeof readTag> }[] = [];
  for (let found = objects.get(hash); found?.type === "tag"; found = objects.get(hash)) {
    tags.push({ hash, object: readTag(found) });
    hash = tags.at(-1)!.object.target;
  }
  const commit = readCommit(commitIn(objects, hash));
  const checkedOut = {
    hash,
    commit,
    ...tag === undefined ? {} : { tag: { name: tag, ...tags[0] } },
  };
  return { objects, checkedOut };
}

function commitIn(objects: Objects, hash: string): GitObject {
  const found = objects.get(hash);
  if (found?.type === "commit") return found;
  throw within(new ObjectNotFound(), `unable to resolve commit object for HEAD '${hash}'`);
}

async function cloning<T>({ url }: Repository, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw within(error, `unable to clone '${withoutSecret(url)}'`);
  }
}

interface Result {
  readonly tree: Tree;
  readonly choice: Choice;
  readonly checkedOut: CheckedOut;
  readonly report: Report;
}

async function handOver(request: Request, cx: Cx, { tree, choice, checkedOut, report }: Result) {
  await layIncludes(request, cx, tree.files);
  await writePack(`${cx.scratch}/tree`, [...tree.files.values()]);
  const { hash, commit } = checkedOut;
  const { ignore } = request.spec;
  return {
    outputs: [{
      contents: {
        kind: "pack" as const,
        path: "tree",
        ...ignore === undefined ? {} : { ignore: { patterns: ignore } },
      },
      revision: revisionOf(choice.name, hash),
      fileName: `${hash}.tar.gz`,
    }],
    message: `stored artifact for commit '${subjectOf(commit.message)}'`,
    report,
  };
}

/** Other included content makes another artifact of the same commit: the phase says so. */
async function tellIncludes(
  { object }: Request,
  cx: Cx,
  included: readonly Artifact[],
): Promise<void> {
  if (!includesDiffer(included, statusOf(object))) return;
  const message = "included artifacts differ from last observed includes";
  await cx.report({ progress: `building artifact: ${message}` });
}

export default plugin("source", () => source);
