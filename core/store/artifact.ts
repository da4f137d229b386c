import type { Artifact, Stored } from "schemas/artifact.ts";
import { refuse } from "./errors.ts";

/** The object an artifact belongs to; `kind` in lower case is the first part of its path. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

const sound = /^[a-zA-Z0-9](?:[a-zA-Z0-9._:@+-]{0,251}[a-zA-Z0-9])?$/;

/** What a status says of a stored artifact; `address` is host and port of the server. */
export function artifactOf(folder: string, stored: Stored, address: string): Artifact {
  const { file, revision, digest, updated, size, metadata } = stored;
  const path = `${folder}/${file}`;
  const lastUpdateTime = new Date(updated).toISOString().replace(/\.\d+Z$/, "Z");
  return {
    path,
    url: urlOf(path, address),
    revision,
    digest,
    lastUpdateTime,
    size,
    ...(metadata && { metadata }),
  };
}

export function urlOf(path: string, address: string): string {
  return `http://${address}/${path}`;
}

/** The object's folder and the file of a path, or undefined where it has not four segments. */
export function splitPath(path: string): { folder: string; file: string } | undefined {
  const segments = path.split("/"), file = segments.pop();
  if (segments.length !== 3 || file === undefined) return;
  return { folder: segments.join("/"), file };
}

/** The folder of an object. Throws StoreError for a name that is none of Kubernetes'. */
export function folderOf({ kind, namespace, name }: ObjectName): string {
  const segments = [kind.toLowerCase(), namespace, name];
  for (const segment of segments) {
    if (!sound.test(segment) || segment.includes("..")) {
      throw refuse("ArtifactNameInvalid", `Cannot store "${segment}": it is no name of an object`);
    }
  }
  return segments.join("/");
}

/** The given file name, or one that follows from the revision: what stands after its last colon. */
export function fileNameOf(given: string | undefined, revision: string): string {
  const name = given ?? `${revision.slice(revision.lastIndexOf(":") + 1)}.tar.gz`;
  if (sound.test(name) && !name.includes("..")) return name;
  throw refuse("ArtifactNameInvalid", `Cannot store "${name}": it is no name for a file`);
}
