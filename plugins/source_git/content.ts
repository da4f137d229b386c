/** The files of a commit as they are checked out. */
import { type PackedFile, transient } from "contract";
import { GitError } from "../lib/git/errors.ts";
import { filesOf, need, type Objects, type TreeFile } from "../lib/git/tree.ts";
import { inside } from "./includes.ts";
import { type GitRepositorySpec, type Request, shownFolder } from "./spec.ts";

/** By path; folders stand there only where they are empty. */
export type Files = Map<string, PackedFile>;

export interface Tree {
  readonly files: Files;
  readonly submodules: readonly TreeFile[];
}

const MOST_BYTES = 1024 ** 3;

/** All regular files, and an empty folder for each submodule. Links are left out, as Flux's archives leave them out. */
export function checkOut(objects: Objects, tree: string, wanted?: readonly string[]): Tree {
  const all = filesOf(objects, tree);
  const kept = wanted === undefined || wanted.length === 0
    ? all
    : all.filter(({ path }) => wanted.some((prefix) => path.startsWith(prefix)));
  const files: Files = new Map();
  let total = 0;
  for (const { path, kind, hash } of kept) {
    if (kind === "link") continue;
    const bytes = kind === "submodule" ? undefined : need(objects, hash, "blob").data;
    if ((total += bytes?.length ?? 0) > MOST_BYTES) {
      throw new GitError(`cannot take "${path}" of the commit: it has over ${MOST_BYTES} bytes`);
    }
    files.set(path, { path, bytes, executable: kind === "executable" });
  }
  return { files, submodules: kept.filter(({ kind }) => kind === "submodule") };
}

/** The folders that are wanted as the checkout takes them: beginnings of paths. */
export function sparsePrefixes({ sparseCheckout = [] }: GitRepositorySpec): readonly string[] {
  return sparseCheckout.map((path) => path.replace(/^\.\//, ""));
}

/** Throws where a folder that is wanted is not there. */
export function mustHaveFolders({ object, spec }: Request, files: Files): void {
  for (const folder of spec.sparseCheckout ?? []) {
    const path = inside(folder);
    const isThere = path === "" || files.has(path) ||
      files.keys().some((one) => one.startsWith(`${path}/`));
    if (isThere) continue;
    const shown = `${shownFolder(object)}/${path}`;
    throw transient(
      "GitOperationFailed",
      `failed to sparse checkout directories : sparse checkout dir '${folder}' does not exist in repository: lstat ${shown}: no such file or directory`,
    );
  }
}
