import { openPack, type Pack, PackError } from "../pack/mod.ts";
import { refuse, storageError } from "./errors.ts";
import { entryPath } from "./limits.ts";
import type { Making } from "./making.ts";
import { arrange, folderEntry, type TreeEntry } from "./tree.ts";

/** The entries of a pack that a source wrote. Throws StoreError for a pack that is not sound. */
export async function packEntries(path: string, making: Making): Promise<TreeEntry[]> {
  try {
    const pack = openPack(path, { maxEntries: making.limits.entries });
    making.use(pack);
    // A name that is not UTF-8 is found only here.
    return await arrange(entriesOf(pack, making), making.breathe);
  } catch (error) {
    throw error instanceof PackError
      ? refuse("PackInvalid", error.message, error)
      : storageError(`read the pack "${path}"`, error);
  }
}

function* entriesOf(pack: Pack, { limits, spend }: Making): Generator<TreeEntry> {
  for (const { path, type, size, mode } of pack.list("", { recursive: true })) {
    entryPath(path, limits);
    spend(path, size);
    yield type === "folder"
      ? folderEntry(path)
      : { path, type, size, executable: mode === 0o700, read: () => pack.pieces(path) };
  }
}
