import type { Hono } from "@hono/hono";
import type { Contents } from "schemas/plugin/contents.ts";
import type { Artifact, ObjectRecord, Stored } from "schemas/artifact.ts";
import { artifactOf, fileNameOf, folderOf, type ObjectName, splitPath, urlOf } from "./artifact.ts";
import { Catalog } from "./catalog.ts";
import { type DigestAlgorithm, type Verdicts, verdicts } from "./digest.ts";
import type { Driver, StoredBlob } from "./driver.ts";
import { storageError, StoreError } from "./errors.ts";
import { defaultLimits, type Limits } from "./tables/limits.ts";
import { keyedLocks } from "./locks.ts";
import { Making } from "./making.ts";
import { isSame, packFile, retained, type Retention } from "./record.ts";
import { artifactServer, type Served } from "./serve.ts";
import { packStored, writeContents, type Written } from "./write.ts";

export interface StoreOptions {
  readonly driver: Driver;
  /** Host and port, as consumers reach it: what stands in artifacts' URLs. */
  readonly address: string;
  readonly clock: { readonly now: () => number };
  readonly digestAlgorithm?: DigestAlgorithm;
  readonly limits?: Partial<Limits>;
  /** Default: two records, a minute. */
  readonly retention?: Retention;
  /** Told once for each time that a damaged artifact is come upon, so that its object can be reconciled. */
  readonly onCorrupt?: (path: string) => void;
}

export interface PutRequest extends ObjectName {
  readonly contents: Contents;
  /** The folder that the contents' path is relative to. Nobody else should be able to write there meanwhile. */
  readonly root: string;
  /** As a text, or as it follows from the digest. */
  readonly revision: string | ((digest: string) => string);
  /** Follows from the revision where it is not given. */
  readonly fileName?: string;
  /** A fixed name under which the newest artifact is served as well, such as `latest.tar.gz`. */
  readonly latest?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What became of an artifact that a status names; a damaged one is removed when that is found out. */
export type Verdict = "good" | "missing" | "corrupt";

/** The artifacts of all objects: made, kept, checked, served and collected. Failures are StoreErrors. */
export class Store {
  readonly #driver: Driver;
  readonly #options: StoreOptions;
  readonly #limits: Limits;
  readonly #checked: Verdicts = verdicts();
  readonly #catalog: Catalog;
  readonly #alone = keyedLocks();
  #ready = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#driver = options.driver;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#catalog = new Catalog(options.driver, this.#checked);
  }

  /** Cleans up after a crash and reads what there is; until then nothing is served. */
  async open(): Promise<void> {
    await this.#driver.open();
    await this.#catalog.open();
    this.#ready = true;
  }

  /**
   * Makes the contents the object's newest artifact, and collects former ones. Whatever fails, the
   * last good artifact stays. Where storage is full, everything is collected, and it is tried once more.
   */
  put(request: PutRequest): Promise<Artifact> {
    const folder = folderOf(request);
    const file = (revision: string) => fileNameOf(request.fileName, revision);
    if (typeof request.revision === "string") file(request.revision); // told before anything is written
    if (request.latest !== undefined) fileNameOf(request.latest, "");
    const once = () => this.#alone(folder, () => this.#put(folder, file, request));
    return once().catch(async (error) => {
      if (!(error instanceof StoreError && error.reason === "StorageFull")) throw error;
      if ((await this.collect()).length === 0) throw error;
      return await once();
    });
  }

  async #put(
    folder: string,
    fileOf: (revision: string) => string,
    request: PutRequest,
  ): Promise<Artifact> {
    const { contents, root, signal, latest, metadata } = request;
    await using making = this.#making(folder, signal);
    const written = await writeContents(contents, root, making);
    signal?.throwIfAborted();
    const { digest, size } = written.archive;
    const revision = typeof request.revision === "string"
      ? request.revision
      : request.revision(digest);
    const file = fileOf(revision);
    const fresh: Stored = {
      ...{ file, revision, digest, size, updated: this.#options.clock.now() },
      ...(metadata && { metadata: { ...metadata } }),
      ...(written.pack && { pack: written.pack.digest }),
    };
    const all = this.#catalog.get(folder)?.artifacts ?? [];
    const same = all.find((other) => isSame(other, fresh));
    const kept = same !== undefined && await this.#isSound(`${folder}/${file}`, same.digest);
    const current = kept ? withTimeOf(same, fresh) : fresh;
    const former = all.filter((other) => !isSame(other, fresh));
    const record = {
      version: 1 as const,
      ...(latest && { latest }),
      artifacts: [current, ...former],
    };
    await this.#commit(folder, record, written, kept);
    await this.#collect(folder);
    return artifactOf(folder, current, this.#options.address);
  }

  /** Pack, record, archive: the record names both candidates for a name before the name changes hands. */
  async #commit(
    folder: string,
    record: ObjectRecord,
    { archive, pack }: Written,
    kept: boolean,
  ): Promise<void> {
    const before = this.#catalog.get(folder);
    const current = record.artifacts[0]!;
    const path = `${folder}/${current.file}`, packPath = `${folder}/${packFile(current)}`;
    try {
      if (pack !== undefined && current.pack !== undefined) {
        this.#checked.trust(packPath, await pack.draft.commit(packPath), current.pack);
      }
      await this.#catalog.save(folder, record);
      if (!kept) this.#checked.trust(path, await archive.draft.commit(path), current.digest);
    } catch (error) {
      // Where even this fails, what was known before stays known.
      await this.#catalog.reconsider(folder, record).catch(() => {});
      throw error;
    }
    const artifacts = record.artifacts.filter((other) =>
      other === current || other.file !== current.file
    );
    const after = { ...record, artifacts };
    this.#catalog.know(folder, after);
    if (before !== undefined) await this.#catalog.prune(folder, before, after);
  }

  /** The artifact of that path as a status should say it now, or undefined. The address is today's. */
  get(path: string): Artifact | undefined {
    const found = this.#find(path)[0];
    return found && artifactOf(found.folder, found.stored, this.#options.address);
  }

  /**
   * Whether the artifact that a status names is there and sound. A damaged one is removed, so that the
   * object's next reconcile makes it anew; another one under the same path counts as missing.
   */
  async verify({ path, digest }: Pick<Artifact, "path" | "digest">): Promise<Verdict> {
    const { folder, stored } = this.#find(path, digest)[0] ?? {};
    if (folder === undefined || stored === undefined) return "missing";
    return await this.#alone(folder, async () => {
      const record = this.#catalog.get(folder);
      if (record === undefined || !record.artifacts.includes(stored)) return "missing";
      if (await this.#isSound(`${folder}/${stored.file}`, digest)) return "good";
      await this.#replace(folder, record, record.artifacts.filter((other) => other !== stored));
      return "corrupt";
    });
  }

  /** Removes former artifacts that need not be kept; answers their paths. */
  async collect(): Promise<string[]> {
    const removed: string[] = [];
    for (const folder of this.#catalog.folders()) {
      removed.push(...await this.#alone(folder, () => this.#collect(folder)));
    }
    return removed;
  }

  async #collect(folder: string): Promise<string[]> {
    const record = this.#catalog.get(folder);
    if (record === undefined) return [];
    const { retention = { records: 2, ttl: 60_000 }, clock } = this.#options;
    const kept = retained(record.artifacts, retention, clock.now());
    if (kept.length === record.artifacts.length) return [];
    await this.#replace(folder, record, kept);
    return record.artifacts.filter((stored) => !kept.includes(stored))
      .map(({ file }) => `${folder}/${file}`);
  }

  /** Files go before the record is written, so that a full disk can be collected, too. */
  async #replace(folder: string, record: ObjectRecord, artifacts: Stored[]): Promise<void> {
    if (artifacts.length === 0) return await this.#catalog.drop(folder);
    const after = { ...record, artifacts };
    this.#catalog.know(folder, after);
    await this.#catalog.prune(folder, record, after);
    // A record that names files which are gone is put right by the next one, or at the start.
    await this.#catalog.save(folder, after).catch(() => {});
  }

  /** Where a path is served. */
  url(path: string): string {
    return urlOf(path, this.#options.address);
  }

  /** Removes all that is stored of the object, as its finalizer asks for. */
  async remove(object: ObjectName): Promise<void> {
    const folder = folderOf(object);
    await this.#alone(folder, () => this.#catalog.drop(folder));
  }

  /**
   * Puts the artifact's pack at `target`, a path that does not exist yet: a hard link, or a copy on
   * another device. A pack that is missing or damaged is made again from the artifact.
   */
  async link(artifact: Pick<Artifact, "path" | "digest">, target: string): Promise<void> {
    const { path, digest } = artifact;
    const { folder, stored } = this.#find(path, digest)[0] ?? {};
    if (folder === undefined || stored === undefined) throw missing(path);
    const pack = `${folder}/${packFile(stored)}`;
    if (stored.pack === undefined || !await this.#isSound(pack, stored.pack)) {
      await this.#alone(folder, () => this.#repack(folder, path, digest));
    }
    await this.#driver.link(pack, target);
  }

  async #repack(folder: string, path: string, digest: string): Promise<void> {
    const record = this.#catalog.get(folder);
    const stored = record?.artifacts.find((one) => one.digest === digest);
    if (record === undefined || stored === undefined) throw missing(path);
    const packPath = `${folder}/${packFile(stored)}`;
    if (stored.pack !== undefined && await this.#isSound(packPath, stored.pack)) return;
    await using blob = await this.#open(`${folder}/${stored.file}`, stored.digest);
    if (blob === undefined) throw corrupt(path);
    await using making = this.#making(folder);
    const { draft, digest: pack } = await packStored(blob, stored.file, making);
    this.#checked.trust(packPath, await draft.commit(packPath), pack);
    const artifacts = record.artifacts.map((one) => one === stored ? { ...one, pack } : one);
    await this.#catalog.save(folder, { ...record, artifacts });
  }

  /** The server of all artifacts, to be listened with; it may be used before `open`, and says that it is not ready. */
  app(): Hono {
    return artifactServer({ ready: () => this.#ready, find: (path) => this.#serve(path) });
  }

  async #serve(path: string): Promise<Served | undefined> {
    for (const { folder, stored } of this.#find(path)) {
      const blob = await this.#open(`${folder}/${stored.file}`, stored.digest);
      if (blob !== undefined) return { blob, digest: stored.digest, modified: stored.updated };
    }
    return undefined;
  }

  /** What stands under the path, of that digest if one is named: its file's candidates, or the newest artifact by its fixed name. */
  #find(path: string, digest?: string): { readonly folder: string; readonly stored: Stored }[] {
    const { folder = "", file } = splitPath(path) ?? {};
    const { artifacts = [], latest } = this.#catalog.get(folder) ?? {};
    const named = artifacts.filter((stored) => stored.file === file);
    const found = named.length === 0 && file === latest ? artifacts.slice(0, 1) : named;
    return found.filter((stored) => digest === undefined || stored.digest === digest)
      .map((stored) => ({ folder, stored }));
  }

  /** The blob, if it is there and has the digest. The caller disposes of it. */
  async #open(path: string, digest: string): Promise<StoredBlob | undefined> {
    const blob = await this.#driver.read(path);
    if (blob === undefined) return;
    try {
      if (await this.#checked.isSound(path, blob, digest)) return blob;
    } catch (error) {
      await blob[Symbol.asyncDispose]();
      throw storageError(`read "${path}"`, error);
    }
    await blob[Symbol.asyncDispose]();
    this.#options.onCorrupt?.(path);
    return;
  }

  async #isSound(path: string, digest: string): Promise<boolean> {
    await using blob = await this.#open(path, digest);
    return blob !== undefined;
  }

  #making(folder: string, signal?: AbortSignal): Making {
    const { driver, digestAlgorithm: algorithm = "sha256" } = this.#options;
    return new Making({ driver, folder, limits: this.#limits, algorithm, signal });
  }
}

/** The same bytes of the same revision did not change when they were written again. */
function withTimeOf(former: Stored, fresh: Stored): Stored {
  const since = former.revision === fresh.revision ? former.updated : fresh.updated;
  return { ...former, ...fresh, updated: since };
}

function missing(path: string): StoreError {
  return new StoreError("transient", "ArtifactMissing", `Cannot use "${path}": it is not stored`);
}

function corrupt(path: string): StoreError {
  return new StoreError("transient", "ArtifactCorrupt", `Cannot use "${path}": it is damaged`);
}
