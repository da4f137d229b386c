/** A folder of this machine as the artifact of an object, made anew whenever a file changes: for runs on a laptop. */
import type { ObjectRef } from "../contract/mod.ts";
import type { Client } from "../kube/mod.ts";
import type { Store } from "../store/mod.ts";

export interface FolderSource {
  /** Absolute. */
  readonly folder: string;
  /** An object that stands for the folder: an ExternalArtifact, or a source that is suspended. It exists. */
  readonly owner: ObjectRef & { readonly namespace: string };
  readonly signal: AbortSignal;
  /** Told what keeps the folder from being published; the last artifact stays. */
  readonly report: (error: unknown) => void;
}

const manager = { fieldManager: "sluice-folder", subresource: "status" };
/** An editor writes several files at once: one artifact for all of them. */
const SETTLE_MS = 100;

/** Publishes the folder once, then follows it until the signal. Throws where it cannot be published the first time. */
export async function followFolder(
  store: Store,
  client: Client,
  source: FolderSource,
): Promise<void> {
  const { folder, signal, report } = source;
  await publish(store, client, source);
  const watcher = Deno.watchFs(folder);
  signal.addEventListener("abort", () => watcher.close(), { once: true });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const changed = async () => {
    for await (const { kind } of watcher) {
      if (kind === "access") continue;
      clearTimeout(waiting);
      waiting = setTimeout(() => void publish(store, client, source).catch(report), SETTLE_MS);
    }
  };
  changed().catch(report).finally(() => clearTimeout(waiting));
}

async function publish(store: Store, client: Client, source: FolderSource): Promise<void> {
  const { folder, owner } = source;
  const live = await client.get(owner);
  const artifact = await store.put({
    ...owner,
    contents: { kind: "folder", path: "." },
    root: folder,
    revision: `folder@sha256:${await fingerprint(folder)}`,
  });
  const ready = {
    type: "Ready",
    status: "True",
    reason: "Succeeded",
    message: `stored artifact for the folder "${folder}"`,
    lastTransitionTime: artifact.lastUpdateTime,
    observedGeneration: live.metadata.generation ?? 1,
  };
  const status = { artifact, conditions: [ready] };
  await client.patch(owner, { type: "merge", body: { status } }, manager);
}

/** Changes with every file's path, size and time of change. */
async function fingerprint(folder: string): Promise<string> {
  const lines: string[] = [];
  const walk = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      if (name === ".git") continue;
      const full = `${path}/${name}`;
      if (isDirectory) await walk(full);
      else {
        const { size, mtime } = await Deno.lstat(full);
        lines.push(`${full} ${size} ${mtime?.getTime()}`);
      }
    }
  };
  await walk(folder);
  const bytes = new TextEncoder().encode(lines.sort().join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
