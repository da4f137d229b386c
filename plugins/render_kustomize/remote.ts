import { type Answer, Failure, type Need, transient } from "contract";
import {
  KustomizeError,
  type RemoteContent,
  RemoteError,
  type RemoteSource,
} from "../lib/kustomize/mod.ts";
import type { Fetched } from "./fetch.ts";

const id = "remote";

/** Asks whether content of other hosts may be used at all: the operator may forbid it. */
function mayFetch(content: RemoteContent): Need {
  return { id, fetch: { ...content } };
}

/**
 * Builds until all that is elsewhere is there. Answers what must be asked first; what cannot be fetched is a KustomizeError
 * where the build asks for it.
 */
export async function withRemote<T>(
  answers: readonly Answer[],
  fetched: Fetched,
  build: (remote: RemoteSource) => T,
): Promise<T | { readonly needs: Need[] }> {
  const answer = answers.find((one) => one.id === id);
  const problems = new Map<string, string>();
  const check = (content: RemoteContent) => {
    const problem = answer?.failed?.message ?? problems.get(keyOf(content));
    if (problem !== undefined) throw new KustomizeError(problem);
  };
  const remote: RemoteSource = {
    file(url) {
      check({ url });
      return fetched.file(url);
    },
    repository(url, revision) {
      check({ url, revision });
      return fetched.repository(url, revision);
    },
  };
  for (;;) {
    try {
      return build(remote);
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (!(error instanceof RemoteError)) {
        throw transient("BuildFailed", error instanceof Error ? error.message : String(error));
      }
      if (answer === undefined) return { needs: [mayFetch(error.content)] };
      const problem = await fetched.fetch(error.content);
      if (problem !== undefined) problems.set(keyOf(error.content), problem);
    }
  }
}

function keyOf({ url, revision }: RemoteContent): string {
  return JSON.stringify([url, revision]);
}
