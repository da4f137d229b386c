/** The store as the loops see it. */
import { LRUCache } from "lru-cache";
import { transient } from "../contract/errors.ts";
import { Failure, type ObjectRef } from "../contract/mod.ts";
import type { Artifact, PutRequest, Store as StorePort } from "../reconcile/ports.ts";
import { directoryDriver, Store, StoreError } from "../store/mod.ts";
import type { Config } from "../config/config.ts";

export interface ArtifactStore {
  readonly store: Store;
  readonly port: StorePort;
}

export interface StoreSettings {
  readonly config: Config;
  /** Folder for artifacts where the config names none. */
  readonly folder: string;
  /** Host and port in the URLs of artifacts. */
  readonly address: string;
  /** Folder where packs are handed over; on the same disk as the artifacts, they are links. */
  readonly handOver: string;
  readonly onCorrupt: (path: string) => void;
}

/** Opens the store below the configured directory. */
export async function openStore(settings: StoreSettings): Promise<ArtifactStore> {
  const { config, folder, address, handOver, onCorrupt } = settings;
  await Deno.remove(handOver, { recursive: true }).catch(() => {});
  await Deno.mkdir(handOver, { recursive: true, mode: 0o700 });
  const { retention, directory = folder } = config.store;
  const store = new Store({
    driver: directoryDriver(directory),
    address,
    clock: { now: Date.now },
    retention: { records: retention.records, ttl: retention.ttlMs },
    onCorrupt,
  });
  await store.open();
  return { store, port: portOf(store, handOver) };
}

function portOf(store: Store, handOver: string): StorePort {
  const handed = new LRUCache<string, string>({
    max: MOST_HANDED,
    dispose: (path) => void Deno.remove(path).catch(() => {}),
  });
  return {
    put: ({ owner, ...request }: PutRequest) => told(store.put({ ...nameOf(owner), ...request })),
    verify: async (artifact) => await told(store.verify(artifact)) === "good",
    pack: (artifact) => told(packOf(store, artifact, handOver, handed)),
    remove: (owner) => told(store.remove(nameOf(owner))),
  };
}

/** Packs that stay linked for calls to come; each is a name more for bytes that the store has. */
const MOST_HANDED = 256;

async function packOf(
  store: Store,
  artifact: Artifact,
  folder: string,
  handed: LRUCache<string, string>,
): Promise<string> {
  const held = handed.get(artifact.digest);
  if (held !== undefined) return held;
  const path = `${folder}/${crypto.randomUUID()}`;
  await store.link(artifact, path);
  handed.set(artifact.digest, path);
  return path;
}

function nameOf({ kind, namespace = "", name }: ObjectRef) {
  return { kind, namespace, name };
}

/** What the store refuses becomes a failure of the object. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StoreError) throw new Failure(error.code, error.reason, error.message);
    throw transient(
      "StorageOperationFailed",
      error instanceof Error ? error.message : String(error),
    );
  }
}
