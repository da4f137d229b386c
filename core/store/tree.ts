import { Buffer } from "node:buffer";
import { refuse } from "./errors.ts";
import type { Breathe } from "../bus/mod.ts";

type Pieces = AsyncIterable<Uint8Array<ArrayBuffer>> | Iterable<Uint8Array<ArrayBuffer>>;

/** One file or folder on its way into an artifact, whatever a source handed over. */
export interface TreeEntry {
  /** Relative to the root, cleaned; the root itself is no entry. */
  readonly path: string;
  readonly type: "file" | "folder";
  readonly size: number;
  /** A file that may be run: its mode becomes 0700 instead of 0600. */
  readonly executable: boolean;
  /** A folder that an archive does not name, but a pack does, for what is in it. */
  readonly implied?: boolean;
  /** The bytes in pieces, each valid until the next is asked for; none of a folder. */
  read(): Pieces;
}

export function folderEntry(path: string): TreeEntry {
  return { path, type: "folder", size: 0, executable: false, read: () => [] };
}

/**
 * The entries in the order of a walk, folders that are only implied added, so that the same contents
 * give the same list in whatever order they came. Throws StoreError where a path stands twice, or a file has entries below it.
 */
export async function arrange(
  entries: Iterable<TreeEntry>,
  breathe: Breathe,
): Promise<TreeEntry[]> {
  const known = new Map<string, TreeEntry>(), keyed: Keyed[] = [];
  await each(entries, breathe, (entry) => {
    const other = known.get(entry.path);
    if (other === undefined) known.set(entry.path, entry);
    else if (entry.type === "file" || other.type === "file") {
      throw refuse("ArchiveDuplicate", `Cannot take "${entry.path}": it stands there twice`);
    }
  });
  await each([...known.keys()], breathe, (path) => addParents(path, known));
  await each(known.values(), breathe, (entry) => {
    keyed.push({ entry, key: Buffer.from(entry.path).toString("latin1").replaceAll("/", "\0") });
  });
  return (await sort(keyed, breathe)).map(({ entry }) => entry);
}

/** `key` is the path's bytes as text (several times as fast to compare), a slash before all else. */
interface Keyed {
  readonly entry: TreeEntry;
  readonly key: string;
}

/** How many are worked on before it looks whether others wait. */
const run = 512;

async function each<T>(items: Iterable<T>, breathe: Breathe, work: (item: T) => void) {
  let done = 0;
  for (const item of items) {
    work(item);
    if (++done % run === 0) await breathe();
  }
}

/** Sorts short runs, then merges two and two: no step takes long. */
async function sort(items: readonly Keyed[], breathe: Breathe): Promise<readonly Keyed[]> {
  let runs: (readonly Keyed[])[] = [];
  for (let at = 0; at < items.length; at += run) {
    runs.push(items.slice(at, at + run).sort((a, b) => a.key < b.key ? -1 : 1));
    await breathe();
  }
  while (runs.length > 1) {
    const merged: (readonly Keyed[])[] = [];
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(await merge(runs[i]!, runs[i + 1] ?? [], breathe));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  a: readonly Keyed[],
  b: readonly Keyed[],
  breathe: Breathe,
): Promise<readonly Keyed[]> {
  const merged: Keyed[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const first = j >= b.length || (i < a.length && a[i]!.key < b[j]!.key);
    merged.push(first ? a[i++]! : b[j++]!);
    if (merged.length % run === 0) await breathe();
  }
  return merged;
}

function addParents(path: string, known: Map<string, TreeEntry>): void {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    const parent = path.slice(0, end);
    const other = known.get(parent);
    if (other?.type === "folder") return;
    if (other !== undefined) {
      throw refuse("ArchiveDuplicate", `Cannot take "${path}": "${parent}" is a file`);
    }
    known.set(parent, folderEntry(parent));
  }
}
