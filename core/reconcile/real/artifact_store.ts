/** The store port over the kernel's store. */
import { type ObjectRef, transient } from "../../contract/mod.ts";
import { type Store as ArtifactStore, StoreError } from "../../store/mod.ts";
import type { Artifact, Store } from "../ports.ts";

interface StoreAdapterOptions {
  readonly store: ArtifactStore;
  /** A folder for links to packs, on the store's own file system where that can be. */
  readonly packs: string;
}

const mostLinks = 256;

/** Artifacts of our own store. Packs are linked once, by digest, for plugins to read. */
export function artifactStore({ store, packs }: StoreAdapterOptions): Store {
  const linked = new Map<string, Promise<string>>();
  return {
    put: ({ owner, ...request }) => store.put({ ...objectName(owner), ...request }),
    url: ({ path }) => store.url(path),
    async verify(artifact) {
      const verdict = await store.verify(artifact);
      return verdict === "missing" && store.get(artifact.path) ? "corrupt" : verdict;
    },
    pack(artifact) {
      const { digest } = artifact;
      const path = linked.get(digest) ?? link(store, packs, artifact);
      linked.delete(digest);
      linked.set(digest, path);
      path.catch(() => linked.delete(digest));
      dropOldest(linked);
      return path;
    },
    remove: (owner) => store.remove(objectName(owner)),
  };
}

/** A link keeps the bytes of a pack: the longest unused go. A call that reads one has a link of its own. */
function dropOldest(linked: Map<string, Promise<string>>): void {
  if (linked.size <= mostLinks) return;
  const [digest, path] = [...linked][0]!;
  linked.delete(digest);
  path.then(Deno.remove).catch(() => {});
}

function objectName({ kind, namespace = "", name }: ObjectRef) {
  return { kind, namespace, name };
}

async function link(store: ArtifactStore, packs: string, artifact: Artifact): Promise<string> {
  const path = `${packs}/${artifact.digest.replace(":", "-")}`;
  await Deno.mkdir(packs, { recursive: true });
  await Deno.remove(path).catch(() => {});
  try {
    await store.link(artifact, path);
  } catch (error) {
    if (error instanceof StoreError) throw transient(error.reason, error.message);
    throw error;
  }
  return path;
}
