import { type PackedFile, terminal } from "contract";
import type { GitObject, ObjectType } from "./pack.ts";

export type Objects = ReadonlyMap<string, GitObject>;

export interface TreeLimits {
  readonly files: number;
  readonly bytes: number;
  readonly depth: number;
}

export const treeLimits: TreeLimits = { files: 100_000, bytes: 1024 ** 3, depth: 128 };

const decoder = new TextDecoder("utf-8", { fatal: true });
const FOLDER = "40000", EXECUTABLE = "100755", LINK = "120000", SUBMODULE = "160000";

/**
 * The regular files of a commit. Links and submodules are left out, as Flux's archives leave them out. Throws a terminal failure
 * for a name that must not stand in a tree, for objects that are missing, and over the limits.
 */
export function filesOf(
  objects: Objects,
  commit: string,
  limits: TreeLimits = treeLimits,
): PackedFile[] {
  const files: PackedFile[] = [];
  let bytes = 0;
  const walk = (tree: string, prefix: string, depth: number) => {
    if (depth > limits.depth) throw refused(prefix, `it lies over ${limits.depth} folders deep`);
    for (const { mode, name, hash } of entriesOf(need(objects, tree, "tree").data, prefix)) {
      const path = prefix + name;
      if (mode === FOLDER) walk(hash, `${path}/`, depth + 1);
      else if (mode !== LINK && mode !== SUBMODULE) {
        const { data } = need(objects, hash, "blob");
        bytes += data.length;
        if (files.length >= limits.files) {
          throw refused(path, `the commit has over ${limits.files} files`);
        }
        if (bytes > limits.bytes) throw refused(path, `the commit has over ${limits.bytes} bytes`);
        files.push({ path, bytes: data, executable: mode === EXECUTABLE });
      }
    }
  };
  walk(treeOf(need(objects, commit, "commit").data), "", 0);
  return files;
}

function treeOf(commit: Uint8Array): string {
  const match = /^tree ([0-9a-f]{40})\n/.exec(new TextDecoder().decode(commit.subarray(0, 46)));
  if (!match) {
    throw terminal("GitOperationFailed", "Cannot read the commit: it names no tree first");
  }
  return match[1]!;
}

function need(objects: Objects, hash: string, type: ObjectType): GitObject {
  const object = objects.get(hash);
  if (object?.type === type) return object;
  const what = object ? `it is a ${object.type}` : "the server did not send it";
  throw terminal("GitOperationFailed", `Cannot read ${type} ${hash}: ${what}`);
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

function refused(path: string, why: string) {
  return terminal(
    "GitOperationFailed",
    `Cannot take "${path.slice(0, 256)}" of the commit: ${why}`,
  );
}
