/** Repositories within the repository: each at the commit that the tree names. */
import { readCommit } from "../lib/git/commit.ts";
import { GitError } from "../lib/git/errors.ts";
import { packLimits, readPack } from "../lib/git/pack.ts";
import type { Remote } from "../lib/git/remote.ts";
import { need, treeLimits } from "../lib/git/tree.ts";
import { checkOut, type Files, type Tree } from "./content.ts";

/** Opens the remote of a URL; whoever asks closes it. */
export type Open = (url: string) => Remote;

interface Parent {
  /** Where relative URLs start. */
  readonly url: string;
  /** Of the parent's folder in the whole, with a slash at its end unless it is the root. */
  readonly prefix: string;
  readonly depth: number;
  /** Submodules so far, of all depths, and the bytes of all files. */
  readonly count: { modules: number; bytes: number };
  /** Where the files of everything go. */
  readonly into: Files;
  readonly open: Open;
}

const MOST_DEPTH = 10;
const MOST_MODULES = 500;

/** Adds the files of all submodules, and of theirs. Throws GitError. */
export async function addSubmodules(tree: Tree, url: string, open: Open): Promise<void> {
  const count = { modules: 0, bytes: bytesOf(tree) };
  await add(tree, { url, prefix: "", depth: 0, count, into: tree.files, open });
}

async function add({ files, submodules }: Tree, parent: Parent): Promise<void> {
  const { depth, prefix, into, open, count } = parent;
  const config = files.get(".gitmodules")?.bytes;
  if (!config || submodules.length === 0) return;
  count.modules += submodules.length;
  if (depth >= MOST_DEPTH || count.modules > MOST_MODULES || into.size > treeLimits.files) {
    throw new GitError("there are too many submodules, or too deep, or with too many files");
  }
  const modules = modulesIn(new TextDecoder().decode(config));
  for (const { path, hash } of submodules) {
    const module = modules.find((one) => one.path === path);
    if (!module) continue;
    const url = resolveUrl(parent.url, module.url);
    const tree = await fetchTree(open(url), hash, packLimits.totalBytes - count.bytes);
    count.bytes += bytesOf(tree);
    const at = `${prefix}${path}`;
    into.delete(at);
    for (const file of tree.files.values()) {
      into.set(`${at}/${file.path}`, { ...file, path: `${at}/${file.path}` });
    }
    const link = new TextEncoder().encode(`gitdir: ${linkOf(at, module.name)}\n`);
    into.set(`${at}/.git`, { path: `${at}/.git`, bytes: link, executable: false });
    await add(tree, { ...parent, url, prefix: `${at}/`, depth: depth + 1 });
  }
}

function bytesOf({ files }: Tree): number {
  return files.values().reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
}

async function fetchTree(remote: Remote, hash: string, totalBytes: number): Promise<Tree> {
  try {
    const pack = await remote.fetch({ want: hash, depth: 1 });
    const objects = readPack(pack, { ...packLimits, totalBytes });
    return checkOut(objects, readCommit(need(objects, hash, "commit")).tree);
  } finally {
    remote.close();
  }
}

interface Module {
  readonly name: string;
  readonly path: string;
  readonly url: string;
}

/** Reads `.gitmodules`, in the form of git's config files. */
export function modulesIn(text: string): readonly Module[] {
  const found: Record<string, string>[] = [];
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[submodule "((?:[^"\\]|\\.)*)"\]/.exec(line);
    if (section) found.push({ name: section[1]!.replace(/\\(.)/g, "$1") });
    const value = /^\s*(path|url)\s*=\s*(.*?)\s*$/.exec(line);
    if (value && found.length > 0) found.at(-1)![value[1]!] = value[2]!.replace(/^"(.*)"$/, "$1");
  }
  return found.flatMap(({ name = "", path, url }) =>
    path === undefined || url === undefined ? [] : [{ name, path, url }]
  );
}

/** A URL of `.gitmodules`: as it stands, in the short form of SSH, or relative to the parent's. */
export function resolveUrl(parent: string, url: string): string {
  if (/^[^:]+:\/\//.test(url)) return url;
  const short = /^(?:([^@/]+)@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(url);
  if (short) return `ssh://${short[1] ?? "git"}@${short[2]}/${short[3]!.replace(/^\//, "")}`;
  const base = /^([^:]+:\/\/[^/]*)(\/.*)?$/.exec(parent)!;
  const steps: string[] = [];
  for (const step of `${base[2] ?? ""}/${url}`.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `${base[1]}/${steps.join("/")}`;
}

function linkOf(path: string, name: string): string {
  return `${path.split("/").map(() => "..").join("/")}/.git/modules/${name}`;
}
