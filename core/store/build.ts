import { type DigestAlgorithm, digester } from "./digest.ts";
import type { Draft } from "./driver.ts";
import { contentsChanged } from "./errors.ts";
import { packWriter } from "../pack/mod.ts";
import type { Breathe } from "./slices.ts";
import { tarWriter } from "./tar_writer.ts";
import type { Tree, TreeEntry } from "./tree.ts";

export interface Built {
  readonly digest: string;
  readonly size: number;
}

/** Writes the entries as a tar.gz and as a pack, in one pass over their bytes. */
export async function buildArchive<Entry extends TreeEntry>(
  { tree, entries, archive, pack, algorithm, breathe }: {
    readonly tree: Tree<Entry>;
    readonly entries: readonly Entry[];
    readonly archive: Draft;
    readonly pack: Draft;
    readonly algorithm: DigestAlgorithm;
    readonly breathe: Breathe;
  },
): Promise<{ readonly archive: Built; readonly pack: Built }> {
  const archiveSum = digester(algorithm);
  const tar = await tarWriter(hashed(archive, archiveSum));
  try {
    const packed = await buildPack({
      tree: {
        entries,
        async *read(entry) {
          for await (const piece of tree.read(entry)) {
            await tar.write(piece);
            yield piece;
          }
        },
      },
      pack,
      breathe,
      before: tar.add,
      after: tar.end,
    });
    await tar.finish();
    return { archive: { digest: archiveSum.digest(), size: archiveSum.size }, pack: packed };
  } catch (error) {
    await tar.abort();
    throw error;
  }
}

/** Writes the entries of the tree as a pack. `before` and `after` are told of each entry. */
export async function buildPack<Entry extends TreeEntry>(
  { tree, pack, breathe, before, after }: {
    readonly tree: Tree<Entry>;
    readonly pack: Draft;
    readonly breathe: Breathe;
    readonly before?: (entry: Entry) => Promise<void>;
    readonly after?: (entry: Entry) => Promise<void>;
  },
): Promise<Built> {
  const sum = digester("sha256");
  const writer = await packWriter(hashed(pack, sum));
  for (const entry of tree.entries) {
    await before?.(entry);
    writer.add(entry);
    let rest = entry.size;
    if (entry.type === "file") {
      for await (const piece of tree.read(entry)) {
        if ((rest -= piece.length) < 0) break;
        await writer.write(piece);
        await breathe();
      }
    }
    if (rest !== 0) throw contentsChanged(entry.path);
    await after?.(entry);
    await breathe();
  }
  await writer.finish();
  return { digest: sum.digest(), size: sum.size };
}

function hashed(draft: Draft, sum: { update(bytes: Uint8Array): void }) {
  return (bytes: Uint8Array) => {
    sum.update(bytes);
    return draft.write(bytes);
  };
}
