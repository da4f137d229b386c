/** Opens repositories: the object's own with its credentials, others without. */
import { type Cx, terminal } from "contract";
import { GitError } from "../lib/git/errors.ts";
import { httpTransport } from "../lib/git/http_transport.ts";
import { type Remote, remoteOver } from "../lib/git/remote.ts";
import { sshTransport } from "../lib/git/ssh_transport.ts";
import type { Access } from "./access.ts";

export interface OpenOptions {
  readonly cx: Cx;
  readonly access: Access;
  /** The object's own URL: credentials go to its scheme, host and port, and nowhere else. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** A function that opens the remote of a URL. All that they open shares one timeout. */
export function opener({ cx, access, url: own, timeoutMs }: OpenOptions): (url: string) => Remote {
  const deadline = performance.now() + timeoutMs;
  const secondsLeft = () => Math.max(0.05, (deadline - performance.now()) / 1000);
  return (url) => {
    const isOwn = placeOf(url) === placeOf(own);
    if (/^https?:/i.test(url)) {
      const { auth, headers } = access;
      const shown = isOwn ? { auth, ...headers ? { headers } : {} } : { auth: proxiesOf(access) };
      return remoteOver(httpTransport({ url, cx, secondsLeft, ...shown }));
    }
    if (/^ssh:/i.test(url)) {
      if (!isOwn || !access.ssh) {
        throw new GitError(
          "ssh: no credentials for this host: they are for the object's own alone",
        );
      }
      return remoteOver(sshTransport({ url, cx, secondsLeft, auth: access.auth, ...access.ssh }));
    }
    throw new GitError(`unsupported scheme ${JSON.stringify(url.split(":")[0])}`);
  };
}

function proxiesOf({ auth }: Access) {
  return auth.filter(({ use }) => use === "proxy");
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) throw terminal("URLInvalid", `failed to parse url '${url}'`);
  return `${parsed.protocol}//${parsed.host}`.toLowerCase();
}
