import { openPack, type Pack, PackError } from "../pack/mod.ts";
import { refuse, storageError } from "./errors.ts";
import { budget, entryPath, type Limits } from "./limits.ts";
import { arrange, type Tree, type TreeEntry } from "./tree.ts";

/** A pack that a source wrote; disposing of it closes the file. Throws StoreError for a pack that is not sound. */
export function packTree(path: string, limits: Limits): Tree & Disposable {
  using opened = new DisposableStack();
  const pack = opened.use(open(path, limits));
  const entries = entriesOf(pack, limits);
  const kept = opened.move();
  return {
    entries,
    async *read({ path }) {
      yield* pack.pieces(path);
    },
    [Symbol.dispose]: () => kept.dispose(),
  };
}

function open(path: string, limits: Limits): Pack & Disposable {
  try {
    return openPack(path, { maxEntries: limits.entries });
  } catch (error) {
    throw error instanceof PackError
      ? refuse("PackInvalid", error.message, error)
      : storageError(`read the pack "${path}"`, error);
  }
}

function entriesOf(pack: Pack, limits: Limits): TreeEntry[] {
  const spent = budget(limits);
  const entries: TreeEntry[] = [];
  for (const { path, type, size, mode } of packed(pack)) {
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
  return arrange(entries, folder);
}

/** All entries; a name that is not UTF-8 is found only here. */
function* packed(pack: Pack) {
  try {
    yield* pack.list("", { recursive: true });
  } catch (error) {
    throw error instanceof PackError ? refuse("PackInvalid", error.message, error) : error;
  }
}
