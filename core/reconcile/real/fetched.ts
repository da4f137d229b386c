/** Artifacts that another controller stores and serves: fetched, checked and unpacked as our own would be. */
import { createHash } from "node:crypto";
import { type Failure, flatten, terminal, transient } from "../../contract/mod.ts";
import { type Store as ArtifactStore, StoreError } from "../../store/mod.ts";
import type { Artifact } from "../ports.ts";

/** Fetches a URL into a file that does not exist yet. Throws a failure; its reason is `NotFound` for a 404. */
export type Download = (request: {
  readonly url: string;
  readonly to: string;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}) => Promise<void>;

interface FetchOptions {
  readonly store: ArtifactStore;
  /** For the file on its way. */
  readonly folder: string;
  readonly download: Download;
  readonly signal: AbortSignal;
  /** Takes what is needed of the artifact, which is forgotten afterwards. */
  readonly keep: (own: Artifact) => Promise<string>;
}

const mostBytes = 512 << 20;
/** Until an artifact that could not be had is asked for again, in ms. */
const againMs = 5000;

/**
 * Fetches an artifact from where its status says, and checks that it is the one. Throws `ArtifactMissing` for one that is not there
 * (yet), else `ArtifactFailed`, in Flux's words.
 */
export async function fetchArtifact(
  { url, digest, revision }: Artifact,
  { store, folder, download, signal, keep }: FetchOptions,
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const name = `${crypto.randomUUID()}.fetched`, to = `${folder}/${name}`;
  const owner = { kind: "fetched", namespace: "artifacts", name: crypto.randomUUID() };
  try {
    await download({ url, to, mostBytes, signal });
    await checkDigest(to, digest);
    const contents = { kind: "archive", path: name } as const;
    return await keep(await store.put({ ...owner, contents, root: folder, revision, signal }));
  } catch (error) {
    signal.throwIfAborted();
    throw told(error);
  } finally {
    await Deno.remove(to).catch(() => {});
    await store.remove(owner).catch(() => {});
  }
}

function told(error: unknown): Failure {
  const { reason, message } = flatten(error);
  if (reason === "NotFound") return transient("ArtifactMissing", message);
  const said = error instanceof StoreError ? `failed to extract archive: ${message}` : message;
  return transient("ArtifactFailed", said, againMs);
}

async function checkDigest(path: string, digest: string): Promise<void> {
  const [algorithm = ""] = digest.split(":");
  if (!["sha256", "sha384", "sha512"].includes(algorithm)) {
    const why = `failed to parse digest '${digest}': unsupported digest algorithm`;
    throw terminal("DigestInvalid", `failed to verify archive: ${why}`);
  }
  const hash = createHash(algorithm);
  using file = await Deno.open(path);
  for await (const piece of file.readable) hash.update(piece);
  if (`${algorithm}:${hash.digest("hex")}` === digest) return;
  const said = `failed to verify archive: computed digest doesn't match provided '${digest}' ` +
    "(check whether file size exceeds max download size)";
  throw terminal("DigestMismatch", said);
}
