import type { Contents } from "../contract/contents.ts";
import { archiveTree } from "./archive_tree.ts";
import { buildArchive, buildPack, type Built } from "./build.ts";
import { type DigestAlgorithm, digester } from "./digest.ts";
import type { Draft, Driver, StoredBlob } from "./driver.ts";
import { refuse } from "./errors.ts";
import { folderTree, placeOf } from "./folder_tree.ts";
import { withoutIgnored } from "./ignore.ts";
import type { Limits } from "./limits.ts";
import { packTree } from "./pack_tree.ts";
import { type Breathe, slices } from "./slices.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { type ReadAt, windowed } from "./window.ts";

export interface Writing {
  readonly driver: Driver;
  readonly limits: Limits;
  readonly algorithm: DigestAlgorithm;
  readonly signal?: AbortSignal | undefined;
}

/** What was written and waits for its commit; `pack` is undefined for contents that are stored as they are. */
export interface Written extends AsyncDisposable {
  readonly archive: Draft;
  readonly pack: Draft | undefined;
  readonly built: Built;
  readonly packed: Built | undefined;
}

/** Makes an archive and a pack of the contents, as drafts in the object's folder. Disposing of them aborts what is not committed. */
export async function writeContents(
  contents: Contents,
  root: string,
  folder: string,
  writing: Writing,
): Promise<Written> {
  await using drafts = new AsyncDisposableStack();
  const create = async () => {
    const draft = await writing.driver.create(folder);
    drafts.defer(() => draft.abort());
    return draft;
  };
  const archive = await create();
  const type = contents.kind === "folder" ? "folder" : "file";
  const place = await placeOf(root, contents.path, { type, limits: writing.limits });
  if (contents.kind === "file") {
    const built = await copy(place, archive, writing);
    const kept = drafts.move();
    return dispose({ archive, pack: undefined, built, packed: undefined }, kept);
  }
  const pack = await create();
  const written = await withTree(contents.kind, place, create, writing, async (tree, breathe) => {
    const { limits } = writing;
    const entries = await withoutIgnored(tree, contents.ignore ?? {}, { limits, breathe });
    const { algorithm } = writing;
    return await buildArchive({ tree, entries, archive, pack, algorithm, breathe });
  });
  return dispose({ archive, pack, built: written.archive, packed: written.pack }, drafts.move());
}

function dispose<T extends object>(value: T, drafts: AsyncDisposableStack): T & AsyncDisposable {
  return { ...value, [Symbol.asyncDispose]: () => drafts.disposeAsync() };
}

async function withTree<T>(
  kind: "folder" | "archive" | "pack",
  place: string,
  create: () => Promise<Draft>,
  { limits, signal }: Writing,
  work: <Entry extends TreeEntry>(tree: Tree<Entry>, breathe: Breathe) => Promise<T>,
): Promise<T> {
  const breathe = slices(signal);
  if (kind === "folder") return await work(await folderTree(place, { limits, breathe }), breathe);
  if (kind === "pack") {
    using tree = packTree(place, limits);
    return await work(tree, breathe);
  }
  using file = await openLocal(place);
  const name = place.slice(place.lastIndexOf("/") + 1);
  const tree = await archiveTree(file, await create(), { name, limits, breathe });
  return await work(tree, breathe);
}

async function openLocal(path: string): Promise<{ size: number; read: ReadAt } & Disposable> {
  const file = await Deno.open(path);
  const { size } = await file.stat();
  const read: ReadAt = async (position, into) => {
    await file.seek(position, Deno.SeekMode.Start);
    return await file.read(into) ?? 0;
  };
  return { size, read, [Symbol.dispose]: () => file.close() };
}

async function copy(place: string, archive: Draft, writing: Writing): Promise<Built> {
  const { limits, algorithm, signal } = writing;
  using file = await openLocal(place);
  if (file.size > limits.fileBytes) {
    throw refuse(
      "ArchiveFileTooLarge",
      `Cannot take "${place}": it has ${file.size} bytes, the limit is ${limits.fileBytes}`,
    );
  }
  const sum = digester(algorithm), breathe = slices(signal);
  for await (const piece of windowed(file.read, file.size)(0, file.size)) {
    sum.update(piece);
    await archive.write(piece);
    await breathe();
  }
  return { digest: sum.digest(), size: sum.size };
}

/** Makes a pack of an artifact as it is stored: of the files of a tar.gz, or of the one file that it is. */
export async function packStored(
  blob: StoredBlob,
  { folder, name }: { readonly folder: string; readonly name: string },
  { driver, limits, signal }: Omit<Writing, "algorithm">,
): Promise<{ readonly pack: Draft; readonly built: Built }> {
  const breathe = slices(signal);
  const pack = await driver.create(folder);
  const spool = await driver.create(folder);
  try {
    const tree = /\.(tgz|tar\.gz|tar)$/.test(name)
      ? await archiveTree(blob, spool, { name, limits, breathe })
      : single(blob, name);
    return { pack, built: await buildPack({ tree, pack, breathe }) };
  } catch (error) {
    await pack.abort();
    throw error;
  } finally {
    await spool.abort();
  }
}

function single({ size, read }: StoredBlob, name: string): Tree<TreeEntry> {
  const entry: TreeEntry = { path: name, type: "file", size, executable: false };
  return { entries: [entry], read: () => windowed(read, size)(0, size) };
}
