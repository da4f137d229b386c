import type { ObjectRef } from "contract";
import type { Artifact, PutRequest, Store } from "../../../core/reconcile/ports.ts";

/** Artifacts that are names and digests alone. */
export class MemoryStore implements Store {
  readonly puts: string[] = [];
  readonly kept = new Map<string, Artifact>();

  put({ owner, contents, revision: given, metadata }: PutRequest): Promise<Artifact> {
    const revision = typeof given === "string" ? given : given(`sha256:${contents.path}`);
    const path = `${owner.kind.toLowerCase()}/${owner.namespace}/${owner.name}/${revision}.tar.gz`;
    this.puts.push(path);
    const artifact: Artifact = {
      path,
      url: `http://sluice.example/${path}`,
      revision,
      digest: `sha256:${contents.path}-${revision}`,
      lastUpdateTime: "2026-01-01T00:00:00Z",
      size: 1,
      ...(metadata === undefined ? {} : { metadata }),
    };
    this.kept.set(path, artifact);
    return Promise.resolve(artifact);
  }

  url({ path }: Artifact): string {
    return `http://sluice.example/${path}`;
  }

  verify({ path, digest }: Artifact): ReturnType<Store["verify"]> {
    const kept = this.kept.get(path);
    return Promise.resolve(!kept ? "missing" : kept.digest === digest ? "good" : "corrupt");
  }

  pack({ path }: Artifact): Promise<string> {
    return Promise.resolve(`/packs/${path}`);
  }

  remove({ kind, namespace, name }: ObjectRef): Promise<void> {
    const folder = `${kind.toLowerCase()}/${namespace}/${name}/`;
    for (const path of this.kept.keys()) if (path.startsWith(folder)) this.kept.delete(path);
    return Promise.resolve();
  }
}
