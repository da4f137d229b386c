import { compareNames } from "../pack/mod.ts";
import { refuse } from "./errors.ts";

/** One file or folder on its way into an artifact. */
export interface TreeEntry {
  /** Relative to the root, cleaned; the root itself is no entry. */
  readonly path: string;
  readonly type: "file" | "folder";
  readonly size: number;
  /** A file that may be run: its mode becomes 0700 instead of 0600. */
  readonly executable: boolean;
}

/** What a source handed over, read at will: a folder, a spooled archive, a pack. */
export interface Tree<Entry extends TreeEntry = TreeEntry> {
  readonly entries: readonly Entry[];
  /** The bytes of a file in pieces, each valid until the next is asked for. */
  read(entry: Entry): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

const encoder = new TextEncoder();

/**
 * The entries in the order of a walk, folders that are only implied added, so that the same contents
 * give the same list in whatever order they came. Throws StoreError where a path stands twice, or a file has entries below it.
 */
export function arrange<Entry extends TreeEntry>(
  entries: readonly Entry[],
  folder: (path: string) => Entry,
): Entry[] {
  const known = new Map<string, Entry>();
  for (const entry of entries) {
    const other = known.get(entry.path);
    if (other === undefined) known.set(entry.path, entry);
    else if (entry.type === "file" || other.type === "file") {
      throw refuse("ArchiveDuplicate", `Cannot take "${entry.path}": it stands there twice`);
    }
  }
  for (const { path } of entries) addParents(path, known, folder);
  return inWalkOrder([...known.values()]);
}

/** Text sorts five times as fast as bytes, in the same order where no letter is beyond U+D7FF. */
function inWalkOrder<Entry extends TreeEntry>(entries: readonly Entry[]): Entry[] {
  if (entries.some(({ path }) => beyond.test(path))) {
    return entries.map((entry) => ({ entry, key: encoder.encode(entry.path) }))
      .sort((a, b) => compareNames(a.key, b.key))
      .map(({ entry }) => entry);
  }
  return entries.map((entry) => ({ entry, key: entry.path.replaceAll("/", "\0") }))
    .sort((a, b) => a.key < b.key ? -1 : 1)
    .map(({ entry }) => entry);
}

const beyond = /[\ud800-\uffff]/;

function addParents<Entry extends TreeEntry>(
  path: string,
  known: Map<string, Entry>,
  folder: (path: string) => Entry,
): void {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    const parent = path.slice(0, end);
    const other = known.get(parent);
    if (other?.type === "folder") return;
    if (other !== undefined) {
      throw refuse("ArchiveDuplicate", `Cannot take "${path}": "${parent}" is a file`);
    }
    known.set(parent, folder(parent));
  }
}

/** All bytes of a small file. Throws StoreError where it has more than `limit`. */
export async function readSmall<Entry extends TreeEntry>(
  tree: Tree<Entry>,
  entry: Entry,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.size > limit) {
    throw refuse(
      "SourceIgnoreTooLarge",
      `Cannot read "${entry.path}": it has ${entry.size} bytes, the limit is ${limit}`,
    );
  }
  const all = new Uint8Array(entry.size);
  let done = 0;
  for await (const piece of tree.read(entry)) {
    all.set(piece.subarray(0, all.length - done), done);
    done += piece.length;
  }
  return all;
}
