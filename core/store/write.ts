import type { Contents } from "schemas/plugin/contents.ts";
import { archiveEntries } from "./archive_entries.ts";
import { buildArchive, buildPack, type Built } from "./build.ts";
import { type DigestAlgorithm, digester } from "./digest.ts";
import type { Draft, Driver, StoredBlob } from "./driver.ts";
import { folderEntries, placeOf } from "./folder_entries.ts";
import { withoutIgnored } from "./ignore.ts";
import { checkFileSize, type Limits } from "./limits.ts";
import { packEntries } from "./pack_entries.ts";
import { type Breathe, slices } from "./slices.ts";
import type { TreeEntry } from "./tree.ts";
import { type Bytes, whole } from "./window.ts";

export interface Writing {
  readonly driver: Driver;
  readonly limits: Limits;
  readonly algorithm: DigestAlgorithm;
  readonly signal?: AbortSignal | undefined;
}

/** What was written and waits for its commit; `pack` is undefined for contents that are stored as they are. */
export interface Written extends AsyncDisposable {
  readonly archive: Built;
  readonly pack: Built | undefined;
}

/** Makes an archive and a pack of the contents, as drafts in the object's folder. Disposing of them aborts what is not committed. */
export async function writeContents(
  contents: Contents,
  root: string,
  folder: string,
  writing: Writing,
): Promise<Written> {
  const { driver, limits, algorithm, signal } = writing;
  await using opened = new AsyncDisposableStack();
  const create = async () => opened.adopt(await driver.create(folder), (draft) => draft.abort());
  const finish = (archive: Built, pack?: Built): Written => {
    const kept = opened.move();
    return { archive, pack, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  };
  const type = contents.kind === "folder" ? "folder" : "file";
  const place = await placeOf(root, contents.path, { type, limits });
  const archive = await create(), breathe = slices(signal);
  if (contents.kind === "file") return finish(await copy(place, archive, { ...writing, breathe }));
  const pack = await create();
  const all = await entriesOf(contents.kind, place, { create, opened, limits, breathe });
  const entries = await withoutIgnored(all, contents.ignore ?? {}, { limits, breathe });
  const built = await buildArchive({ entries, archive, pack, algorithm, breathe });
  return finish(built.archive, built.pack);
}

interface Opening {
  readonly create: () => Promise<Draft>;
  /** Takes what has to stay open while the entries are read. */
  readonly opened: AsyncDisposableStack;
  readonly limits: Limits;
  readonly breathe: Breathe;
}

async function entriesOf(
  kind: "folder" | "archive" | "pack",
  place: string,
  { create, opened, limits, breathe }: Opening,
): Promise<TreeEntry[]> {
  if (kind === "folder") return await folderEntries(place, { limits, breathe });
  if (kind === "pack") {
    const { entries, pack } = await packEntries(place, { limits, breathe });
    opened.use(pack);
    return entries;
  }
  using file = await openLocal(place);
  const name = place.slice(place.lastIndexOf("/") + 1);
  return await archiveEntries(file, await create(), { name, limits, breathe });
}

async function openLocal(path: string): Promise<Bytes & Disposable> {
  const file = await Deno.open(path);
  const { size } = await file.stat();
  return {
    size,
    async read(position, into) {
      await file.seek(position, Deno.SeekMode.Start);
      return await file.read(into) ?? 0;
    },
    [Symbol.dispose]: () => file.close(),
  };
}

async function copy(
  place: string,
  draft: Draft,
  { limits, algorithm, breathe }: Writing & { readonly breathe: Breathe },
): Promise<Built> {
  using file = await openLocal(place);
  checkFileSize(place, file.size, limits);
  const sum = digester(algorithm);
  for await (const piece of whole(file)) {
    sum.update(piece);
    await draft.write(piece);
    await breathe();
  }
  return { draft, digest: sum.digest(), size: sum.size };
}

/** Makes a pack of an artifact as it is stored: of the files of a tar.gz, or of the one file that it is. The caller aborts the draft. */
export async function packStored(
  blob: StoredBlob,
  { folder, name }: { readonly folder: string; readonly name: string },
  { driver, limits, signal }: Omit<Writing, "algorithm">,
): Promise<Built> {
  const breathe = slices(signal);
  const pack = await driver.create(folder), spool = await driver.create(folder);
  try {
    const entries: TreeEntry[] = /\.(tgz|tar\.gz|tar)$/.test(name)
      ? await archiveEntries(blob, spool, { name, limits, breathe })
      : [{ path: name, type: "file", size: blob.size, executable: false, read: () => whole(blob) }];
    return await buildPack(entries, pack, breathe);
  } catch (error) {
    await pack.abort();
    throw error;
  } finally {
    await spool.abort();
  }
}
