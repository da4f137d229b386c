/** The store port over the kernel's store. */
import { flatten, type ObjectRef, transient } from "../../contract/mod.ts";
import { type Store as ArtifactStore, StoreError } from "../../store/mod.ts";
import type { Artifact, Store } from "../ports.ts";
import { type Download, fetchArtifact } from "./fetched.ts";

interface StoreAdapterOptions {
  readonly store: ArtifactStore;
  /** A folder for links to packs, on the store's own file system where that can be. */
  readonly packs: string;
  /** Fetches artifacts that others store; absent, there are none but our own. */
  readonly download?: Download;
}

const mostLinks = 256;

/** Artifacts of our own store, and of others. Packs are linked once, by digest, for plugins to read. */
export function artifactStore({ store, packs, download }: StoreAdapterOptions): Store {
  const linked = new Map<string, Promise<string>>();
  return {
    put: ({ owner, ...request }) => store.put({ ...objectName(owner), ...request }),
    url: ({ path }) => store.url(path),
    async verify(artifact) {
      const verdict = await store.verify(artifact);
      return verdict === "missing" && store.get(artifact.path) ? "corrupt" : verdict;
    },
    pack(artifact, signal) {
      const { digest } = artifact;
      const path = linked.get(digest) ?? link(store, packs, artifact).catch((error) => {
        const isForeign = artifact.url !== store.url(artifact.path);
        if (!download || !isForeign || flatten(error).reason !== "ArtifactMissing") throw error;
        const keep = (own: Artifact) => link(store, packs, { ...own, as: digest });
        return fetchArtifact(artifact, { store, folder: packs, download, signal, keep });
      });
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

interface Linked extends Artifact {
  /** The digest that its link is named after; its own where it is absent. */
  readonly as?: string;
}

async function link(store: ArtifactStore, packs: string, artifact: Linked): Promise<string> {
  const path = `${packs}/${(artifact.as ?? artifact.digest).replace(":", "-")}`;
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
