import { GitError, ObjectNotFound } from "./errors.ts";
import type { GitObject, ObjectType } from "./pack.ts";

export type Objects = ReadonlyMap<string, GitObject>;

/** A file, a link or a submodule of a commit. */
export interface TreeFile {
  readonly path: string;
  readonly kind: "file" | "executable" | "link" | "submodule";
  /** Of a submodule, that of its commit. */
  readonly hash: string;
}

export interface TreeLimits {
  readonly files: number;
  /** Visited: one that stands in many places counts as often. */
  readonly folders: number;
  readonly depth: number;
}

export const treeLimits: TreeLimits = { files: 100_000, folders: 100_000, depth: 128 };

const decoder = new TextDecoder("utf-8", { fatal: true });
const FOLDERS = ["40000", "040000"];
const kinds: Readonly<Record<string, TreeFile["kind"]>> = {
  "100755": "executable",
  "120000": "link",
  "160000": "submodule",
};

/**
 * All that a tree holds, in its order, folders apart. Throws GitError for a name that must not stand in a tree, for objects that are
 * missing, and over the limits.
 */
export function filesOf(
  objects: Objects,
  tree: string,
  limits: TreeLimits = treeLimits,
): TreeFile[] {
  const files: TreeFile[] = [];
  let folders = 0;
  const walk = (tree: string, prefix: string, depth: number) => {
    if (depth > limits.depth) throw refused(prefix, `it lies over ${limits.depth} folders deep`);
    if (++folders > limits.folders) {
      throw refused(prefix, `the commit has over ${limits.folders} folders`);
    }
    for (const { mode, name, hash } of entriesOf(need(objects, tree, "tree").data, prefix)) {
      const path = prefix + name;
      if (FOLDERS.includes(mode)) walk(hash, `${path}/`, depth + 1);
      else {
        if (files.length >= limits.files) {
          throw refused(path, `the commit has over ${limits.files} files`);
        }
        files.push({ path, kind: kinds[mode] ?? "file", hash });
      }
    }
  };
  walk(tree, "", 0);
  return files;
}

/** An object that has to be there, of its type. Throws ObjectNotFound. */
export function need(objects: Objects, hash: string, type: ObjectType): GitObject {
  const object = objects.get(hash);
  if (object?.type === type) return object;
  throw new ObjectNotFound();
}

function* entriesOf(
  tree: Uint8Array,
  prefix: string,
): Generator<{ mode: string; name: string; hash: string }> {
  const seen = new Set<string>();
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(0x20, at), end = tree.indexOf(0, space);
    if (space < 0 || end < 0 || end + 21 > tree.length) {
      throw refused(prefix, "the tree is cut off");
    }
    const mode = decoder.decode(tree.subarray(at, space));
    const name = nameOf(tree.subarray(space + 1, end), prefix);
    if (seen.has(name)) throw refused(prefix + name, "it stands there twice");
    seen.add(name);
    yield { mode, name, hash: tree.subarray(end + 1, end + 21).toHex() };
    at = end + 21;
  }
}

function nameOf(bytes: Uint8Array, prefix: string): string {
  let name: string;
  try {
    name = decoder.decode(bytes);
  } catch {
    throw refused(prefix, "a name in it is not UTF-8");
  }
  if (name === "" || name === "." || name === ".." || /[/\\]/.test(name) || isDotGit(name)) {
    throw refused(prefix + name, "no tree may hold that name");
  }
  return name;
}

/** `.git` in any of the spellings that a file system may take for it (git's own checks for HFS+ and NTFS). */
function isDotGit(name: string): boolean {
  const plain = name.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "").toLowerCase();
  return /^(\.git|git~1)[ .]*(:.*)?$/.test(plain);
}

function refused(path: string, why: string): GitError {
  return new GitError(`cannot take "${path.slice(0, 256)}" of the commit: ${why}`);
}
