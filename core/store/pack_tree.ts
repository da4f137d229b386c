import { type PackBytes, PackError, readPack } from "../contract/pack.ts";
import { refuse, storageError } from "./errors.ts";
import { budget, entryPath, type Limits } from "./limits.ts";
import { arrange, type Tree, type TreeEntry } from "./tree.ts";

/** A pack that a source wrote; disposing of it closes the file. Throws StoreError for a pack that is not sound. */
export function packTree(path: string, limits: Limits): Tree & Disposable {
  const file = open(path);
  try {
    const bytes: PackBytes = {
      size: file.statSync().size,
      read(position, into) {
        file.seekSync(position, Deno.SeekMode.Start);
        return file.readSync(into) ?? 0;
      },
    };
    return { ...treeOf(bytes, limits), [Symbol.dispose]: () => file.close() };
  } catch (error) {
    file.close();
    throw error instanceof PackError ? refuse("PackInvalid", error.message, error) : error;
  }
}

function treeOf(bytes: PackBytes, limits: Limits): Tree {
  const pack = readPack(bytes, { maxEntries: limits.entries });
  const spent = budget(limits);
  const entries: TreeEntry[] = [];
  for (const { path, type, size, mode } of pack.list("", { recursive: true })) {
    entryPath(path, limits);
    spent.entry(path, size);
    entries.push({ path, type, size, executable: type === "file" && mode === 0o700 });
  }
  const folder = (path: string): TreeEntry => ({
    path,
    type: "folder",
    size: 0,
    executable: false,
  });
  return {
    entries: arrange(entries, folder),
    async *read({ path }) {
      yield* pack.pieces(path);
    },
  };
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path);
  } catch (error) {
    throw storageError(`read the pack "${path}"`, error);
  }
}
