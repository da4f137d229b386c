import type { Cx, Secret, SecretUse } from "contract";
import { GitError } from "./errors.ts";
import type { Transport } from "./transport.ts";

export interface SshTransportOptions {
  readonly url: string;
  readonly cx: Cx;
  readonly secret: Secret;
  readonly user: string;
  readonly knownHosts: string;
  readonly auth: readonly SecretUse[];
  readonly secondsLeft: () => number;
}

export function sshTransport(_options: SshTransportOptions): Transport {
  throw new GitError("ssh");
}
