/** A folder of this machine as the artifact of an object: packed at once, and again whenever something in it changes. */
import { defined } from "../../contract/data.ts";
import { at, type KubeObject, type ObjectRef } from "../../contract/mod.ts";
import { type Artifact, type Kernel, rfc3339 } from "../../reconcile/mod.ts";

/** Nothing else has changed for this long: editors write in several steps. */
const QUIET_MS = 100;
/** Who never stops writing is read all the same. */
const PATIENCE_MS = 500;

interface FolderOptions {
  /** Absolute path. */
  readonly folder: string;
  /** An ExternalArtifact, made where it is absent; or a source that is suspended, so that the folder stands for it. */
  readonly owner: ObjectRef;
  /** Further lines of a `.sourceignore`. */
  readonly ignore?: string;
  /** Told of each new revision. */
  readonly published?: (revision: string) => void;
}

type World = Pick<Kernel, "cluster" | "store" | "bus" | "clock" | "report">;

/**
 * Publishes a folder, and follows it until it is disposed of. The revision is `latest@sha256:…`, of what is left after the ignore
 * rules. Rejects where the folder cannot be read at the start; later failures are reported, and the last artifact stays.
 */
export async function publishFolder(
  kernel: World,
  options: FolderOptions,
): Promise<AsyncDisposable> {
  const watcher = Deno.watchFs(options.folder, { recursive: true });
  try {
    await publish(kernel, options);
  } catch (error) {
    watcher.close();
    throw error;
  }
  const following = follow(watcher, kernel, options).catch(kernel.report);
  return {
    async [Symbol.asyncDispose]() {
      watcher.close();
      await following;
    },
  };
}

async function follow(
  watcher: Deno.FsWatcher,
  kernel: World,
  options: FolderOptions,
): Promise<void> {
  const again = settled(kernel, () => publish(kernel, options).catch(kernel.report));
  for await (const { kind, paths } of watcher) {
    if (kind !== "access" && paths.some((path) => !isOfGit(path, options.folder))) again.ask();
  }
  await again.end();
}

/** Git writes into its own folder whenever it is asked anything. */
function isOfGit(path: string, folder: string): boolean {
  return /(^|[\\/])\.git([\\/]|$)/.test(path.slice(folder.length));
}

/** Runs once things have been quiet; one run at a time, and once more for what was asked meanwhile. */
function settled({ clock }: World, run: () => Promise<void>) {
  let cancel: (() => void) | undefined, since: number | undefined;
  let running: Promise<void> = Promise.resolve();
  const start = () => {
    [cancel, since] = [undefined, undefined];
    running = running.then(run);
  };
  return {
    ask() {
      const now = clock.monotonic();
      since ??= now;
      cancel?.();
      cancel = clock.after(Math.max(0, Math.min(QUIET_MS, since + PATIENCE_MS - now)), start);
    },
    async end() {
      cancel?.();
      await running;
    },
  };
}

async function publish(kernel: World, options: FolderOptions): Promise<void> {
  const { cluster, store, bus, clock } = kernel;
  const { folder, owner, ignore, published } = options;
  const live = await cluster.get(owner);
  const before = at(live, "/status/artifact") as Artifact | undefined;
  const artifact = await store.put({
    owner,
    root: folder,
    contents: { kind: "folder", path: ".", ignore: defined({ patterns: ignore }) },
    revision: (digest) => `latest@${digest}`,
  });
  if (same(before, artifact)) return;
  const { revision, digest } = artifact;
  const made = live ?? await cluster.apply(objectOf(owner), { manager: MANAGER });
  const conditions = [readyOf(revision, rfc3339(clock), made)];
  const status = { artifact, conditions, observedGeneration: made.metadata.generation ?? 1 };
  await cluster.patch(owner, { status }, { manager: MANAGER, subresource: "status" });
  bus.emit("content.stored", { source: owner, revision, digest });
  published?.(revision);
}

const MANAGER = "sluice";

function same(before: Artifact | undefined, now: Artifact): boolean {
  return before?.digest === now.digest && before.url === now.url;
}

function objectOf({ apiVersion, kind, name, namespace }: ObjectRef): KubeObject {
  return { apiVersion, kind, metadata: { name, ...defined({ namespace }) }, spec: {} };
}

function readyOf(revision: string, now: string, { metadata }: KubeObject) {
  return {
    type: "Ready",
    status: "True",
    reason: "Succeeded",
    message: `stored artifact for revision '${revision}'`,
    lastTransitionTime: now,
    observedGeneration: metadata.generation ?? 1,
  };
}
