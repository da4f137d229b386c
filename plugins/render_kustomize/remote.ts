import type { Answer, Cx, Need } from "contract";
import { KustomizeError, type RemoteContent, type RemoteSource } from "../lib/kustomize/mod.ts";
import { packFileSystem } from "./files.ts";

const idOf = ({ url, revision }: RemoteContent) =>
  revision === undefined ? `file/${url}` : `repository/${url}@${revision}`;

/** What the kernel must fetch before the build can go on. */
export function remoteNeed(content: RemoteContent): Need {
  return { id: idOf(content), fetch: { ...content } };
}

/**
 * What the kernel has fetched: a file as `{ content }` in base64, a repository as `{ files }`, the name by which
 * its pack is found. What it could not fetch is a KustomizeError once the build asks for it.
 */
export function remoteSource(answers: readonly Answer[], cx: Cx): RemoteSource {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const found = (content: RemoteContent, field: string) => {
    const answer = byId.get(idOf(content));
    if (answer?.failed) throw new KustomizeError(answer.failed.message);
    if (answer === undefined || answer.missing) return answer;
    const value = (answer.found as Readonly<Record<string, unknown>>)[field];
    if (typeof value === "string") return value;
    throw new KustomizeError(`fetching ${content.url} gave no ${field}`);
  };
  return {
    file(url) {
      const content = found({ url }, "content");
      return typeof content === "string" ? Uint8Array.fromBase64(content) : content && "missing";
    },
    repository(url, revision) {
      const name = found({ url, revision }, "files");
      if (typeof name === "string") return packFileSystem(cx.files(name));
      if (name) throw new KustomizeError(`repository ${url} is not found`);
      return undefined;
    },
  };
}
