import { openPack, type Pack, PackError } from "../pack/mod.ts";
import { refuse, storageError } from "./errors.ts";
import { budget, entryPath, type Limits } from "./limits.ts";
import type { Breathe } from "./slices.ts";
import { arrange, folderEntry, type TreeEntry } from "./tree.ts";

/** The entries of a pack that a source wrote; the caller closes it. Throws StoreError for a pack that is not sound. */
export async function packEntries(
  path: string,
  { limits, breathe }: { readonly limits: Limits; readonly breathe: Breathe },
): Promise<{ readonly entries: TreeEntry[]; readonly pack: Disposable }> {
  using opened = new DisposableStack();
  try {
    const pack = opened.use(openPack(path, { maxEntries: limits.entries }));
    // A name that is not UTF-8 is found only here.
    const entries = await arrange(entriesOf(pack, limits), breathe);
    return { entries, pack: opened.move() };
  } catch (error) {
    throw error instanceof PackError
      ? refuse("PackInvalid", error.message, error)
      : storageError(`read the pack "${path}"`, error);
  }
}

function* entriesOf(pack: Pack, limits: Limits): Generator<TreeEntry> {
  const spend = budget(limits);
  for (const { path, type, size, mode } of pack.list("", { recursive: true })) {
    entryPath(path, limits);
    spend(path, size);
    yield type === "folder"
      ? folderEntry(path)
      : { path, type, size, executable: mode === 0o700, read: () => pack.pieces(path) };
  }
}
