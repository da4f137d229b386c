/** Where a rehearsal's content comes from: the artifacts that the cluster's sources have stored, or a folder of this machine. */
import { createHash } from "node:crypto";
import { at, type KubeObject, type ObjectRef } from "../../contract/mod.ts";
import type { Client } from "../../kube/mod.ts";
import { type Artifact, directoryDriver, Store as ArtifactStore } from "../../store/mod.ts";
import { artifactStore, type Store } from "../../reconcile/mod.ts";

export interface Content extends AsyncDisposable {
  readonly store: Store;
  /** The folder's artifact, where one stands for the content of every source. */
  readonly local: Artifact | undefined;
}

/** How many bytes an artifact may have. */
const mostBytes = 1 << 30;
const downloadMs = 60_000;

/** A store for one rehearsal, in a folder of its own below `state`. */
export async function openContent(
  state: string,
  { folder, client }: {
    readonly folder?: string | undefined;
    readonly client?: Client | undefined;
  },
): Promise<Content> {
  await Deno.mkdir(state, { recursive: true });
  const root = await Deno.makeTempDir({ dir: state, prefix: "content-" });
  const store = new ArtifactStore({
    driver: directoryDriver(`${root}/store`),
    address: "localhost",
    clock: { now: Date.now },
  });
  await store.open();
  const own = artifactStore({ store, packs: `${root}/packs` });
  const local = folder === undefined ? undefined : await own.put({
    owner: { apiVersion: "", kind: "Folder", namespace: "local", name: "content" },
    root: folder,
    contents: { kind: "folder", path: "." },
    revision: (digest) => `latest@${digest}`,
  });
  const fetched = new Map<string, Promise<Artifact>>();
  const take = (artifact: Artifact) => {
    const known = fetched.get(artifact.digest) ?? download(artifact, { root, own, client });
    fetched.set(artifact.digest, known);
    return known;
  };
  return {
    local,
    store: {
      ...own,
      pack: async (artifact, signal) =>
        await own.pack(artifact.digest === local?.digest ? local : await take(artifact), signal),
    },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

/** Fetches an artifact from where its source serves it, and keeps it as our own. Throws where its digest is another. */
async function download(
  artifact: Artifact,
  { root, own, client }: { root: string; own: Store; client: Client | undefined },
): Promise<Artifact> {
  const { url, digest, revision } = artifact;
  const path = `${digest.replace(":", "-")}.tar.gz`;
  const bytes = await fetched(url, client).catch((error) => {
    throw new Error(
      `Cannot fetch the content from ${url}: ${error.message}; name a folder with --path`,
    );
  });
  const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  if (digest.startsWith("sha256:") && found !== digest) {
    throw new Error(`Cannot use the content of ${url}: its digest is ${found}, and not ${digest}`);
  }
  await Deno.writeFile(`${root}/${path}`, bytes);
  return await own.put({
    owner: { apiVersion: "", kind: "Artifact", namespace: "fetched", name: digest.slice(-63) },
    root,
    contents: { kind: "archive", path, ignore: { files: false, defaults: false } },
    revision,
  });
}

/** As the kernel does; from outside of the cluster, where names of Services lead nowhere, by way of the API server. */
async function fetched(url: string, client?: Client): Promise<Uint8Array<ArrayBuffer>> {
  const signal = AbortSignal.timeout(downloadMs);
  const response = await fetch(url, { signal }).catch((error) => {
    const path = client && throughApiServer(new URL(url));
    if (!path) throw error;
    return client.requester.stream({ method: "GET", path, accept: "*/*", signal });
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status is ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > mostBytes) throw new Error("it is larger than 1 GiB");
  return bytes;
}

/** The path at which the API server passes a request on to a Service, for a URL with a Service's name. */
export function throughApiServer({ hostname, port, pathname }: URL): string | undefined {
  const [, name, namespace] = /^([^.]+)\.([^.]+)\.svc(\..*)?$/.exec(hostname) ?? [];
  if (name === undefined) return undefined;
  return `/api/v1/namespaces/${namespace}/services/http:${name}:${port || 80}/proxy${pathname}`;
}

/** A source as it would be with other content: it need not exist. */
export function withArtifact(
  ref: ObjectRef,
  live: KubeObject | undefined,
  artifact: Artifact,
): KubeObject {
  const { apiVersion, kind, name, namespace } = ref;
  const stub = { apiVersion, kind, metadata: { name, ...namespace ? { namespace } : {} } };
  const status = { ...at(live, "/status") as object | undefined, artifact };
  return { ...live ?? stub, status };
}
