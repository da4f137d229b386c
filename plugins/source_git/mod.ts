/** Content from a commit of a Git repository, read over protocol version 2 without a checkout. */
import {
  type Cx,
  plugin,
  type PullRequest,
  type SecretUse,
  type Source,
  terminal,
  writePack,
} from "contract";
import { readPack } from "../lib/git/pack.ts";
import { httpRemote, packOf } from "../lib/git/remote.ts";
import { filesOf } from "../lib/git/tree.ts";
import { type GitReference, wanted } from "./reference.ts";

interface GitRepositorySpec {
  readonly url: string;
  readonly ref?: GitReference;
  readonly secretRef?: { readonly name: string };
  readonly ignore?: string;
}

const source: Source<GitRepositorySpec> = {
  async pull({ spec, have }: PullRequest<GitRepositorySpec>, cx: Cx) {
    const auth = spec.secretRef && await credentials(cx);
    if (!/^https?:/.test(spec.url)) {
      throw terminal(
        "GitOperationFailed",
        `Cannot read "${spec.url}": only http and https are read`,
      );
    }
    const remote = httpRemote({ url: spec.url, cx, auth });
    const { prefixes, choose } = wanted(spec.ref);
    const { commit, revision } = choose(
      prefixes.length > 0 ? await remote.references(prefixes) : [],
    );
    if (have[""] === revision) return { unchanged: true };

    const answer = await Deno.readFile(await remote.fetchCommit(commit));
    const files = filesOf(readPack(packOf(answer)), commit);
    await writePack(`${cx.scratch}/tree`, files);
    const ignore = spec.ignore === undefined ? {} : { ignore: { patterns: spec.ignore } };
    return {
      outputs: [{
        contents: { kind: "pack", path: "tree", ...ignore },
        revision,
        fileName: `${commit}.tar.gz`,
      }],
      report: {
        events: [{
          type: "Normal",
          severity: "info",
          reason: "NewArtifact",
          message: `stored artifact for commit '${commit}'`,
          metadata: { revision },
        }],
      },
    };
  },
};

/** Basic credentials or a bearer token, whichever the Secret has; a CA and a client certificate besides. */
async function credentials(cx: Cx): Promise<readonly SecretUse[]> {
  const secret = cx.secret("/spec/secretRef");
  const keys = new Set(await secret.keys());
  const login = keys.has("bearerToken")
    ? [secret.bearer("bearerToken")]
    : keys.has("username") || keys.has("password")
    ? [secret.basic()]
    : [];
  const hasTls = ["ca.crt", "caFile", "tls.crt", "tls.key"].some((key) => keys.has(key));
  return [
    ...login,
    ...hasTls ? [secret.tls({ authority: keys.has("ca.crt") ? "ca.crt" : "caFile" })] : [],
  ];
}

export default plugin("source", () => source);
