/** `git-upload-pack` over SSH: the connection is the kernel's, and so is the key, which signs there. */
import { Duplex } from "node:stream";
import { type Connection, type Cx, Failure, type Secret, type SecretUse } from "contract";
// @ts-types="@types/ssh2"
import type { Client, ClientChannel } from "ssh2";
import { joined } from "./commit.ts";
import { GitError, KeyProblem } from "./errors.ts";
import { wordsOf } from "./http_transport.ts";
import { type KnownHosts, readKnownHosts } from "./known_hosts.ts";
import { loadSsh2, type Ssh2 } from "./ssh2.ts";
import { answerReader } from "./ssh_answer.ts";
import { keyAgent } from "./ssh_agent.ts";
import { sshPublicKey } from "./ssh_public_key.ts";
import type { Transport } from "./transport.ts";

export interface SshTransportOptions {
  readonly url: string;
  readonly cx: Cx;
  /** Has `identity`, and `password` where that is encrypted. */
  readonly secret: Secret;
  readonly user: string;
  readonly knownHosts: string;
  /** A proxy, where there is one. */
  readonly auth: readonly SecretUse[];
  readonly secondsLeft: () => number;
}

const MAX_ADVERTISED_BYTES = 64 * 1024 ** 2;

interface Session {
  readonly channel: ClientChannel;
  readonly read: ReturnType<typeof answerReader>;
}

export function sshTransport(options: SshTransportOptions): Transport {
  const open: { session?: Promise<Session>; close: () => void } = { close: () => {} };
  const session = () =>
    open.session ??= start(options, (close) => {
      open.close = close;
    });
  const bounded = <T>(work: Promise<T>) => within(work, options.secondsLeft(), () => open.close());
  return {
    isEager: false,
    advertisement: () =>
      bounded(session().then(({ read }) => read({ flushes: 1, maxBytes: MAX_ADVERTISED_BYTES }))),
    ask: ({ body, flushes, maxBytes }) =>
      bounded(
        session().then(({ channel, read }) => {
          channel.write(body);
          return read({ flushes, maxBytes });
        }),
      ),
    close: () => open.close(),
  };
}

async function start(
  options: SshTransportOptions,
  closing: (close: () => void) => void,
): Promise<Session> {
  const { cx, secret, url, auth, knownHosts: text } = options;
  const key = await secret.publicKey("identity", "password").then(sshPublicKey).catch((error) => {
    throw new KeyProblem(`unable to construct auth method with options: ${wordsOf(error)}`);
  });
  const knownHosts = readHosts(text);
  const { hostname, port, pathname } = new URL(url.replace(/^ssh:/i, "http:"));
  const host = hostname.replace(/^\[|\]$/g, "");
  const to = { host, port: portOf(url, port) };
  const connection = await cx.dial({ ...to, auth }).catch((error) => {
    throw new GitError(error instanceof Failure ? wordsOf(error) : String(error));
  });
  const ssh2 = await loadSsh2();
  const client = new ssh2.Client();
  closing(() => {
    client.destroy();
    connection.close();
  });
  await connect(client, connection, { ssh2, options, knownHosts, key, to });
  return await run(client, decodeURIComponent(pathname));
}

function readHosts(text: string): KnownHosts {
  try {
    return readKnownHosts(text);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new KeyProblem(`unable to construct auth method with options: ${error.message}`);
  }
}

/** A URL parser that takes it for HTTP drops port 80. */
function portOf(url: string, port: string): number {
  if (port !== "") return Number(port);
  return /^ssh:\/\/[^/]*:80(\/|$)/i.test(url) ? 80 : 22;
}

interface Connecting {
  readonly ssh2: Ssh2;
  readonly options: SshTransportOptions;
  readonly knownHosts: KnownHosts;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly to: { readonly host: string; readonly port: number };
}

function connect(
  client: Client,
  { readable, writable }: Connection,
  { ssh2, options, knownHosts, key, to }: Connecting,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let refused: string | undefined;
  const fail = (error: Error & { level?: string }) =>
    reject(new GitError(`ssh: handshake failed: ${refused ?? reasonOf(error)}`));
  client.once("ready", resolve).on("error", fail)
    .once("close", () => fail(new Error("EOF")));
  const sock = Duplex.fromWeb({ readable, writable } as never);
  sock.on("error", () => {});
  client.connect({
    sock,
    username: options.user,
    agent: keyAgent(ssh2, options.secret, key),
    authHandler: ["none", "agent"],
    readyTimeout: 0,
    keepaliveInterval: 0,
    algorithms: { serverHostKey: hostKeyAlgorithms(knownHosts.algorithms) as never },
    hostVerifier: (shown: Uint8Array) => {
      refused = knownHosts.problemOf(to.host, to.port, new Uint8Array(shown));
      return refused === undefined;
    },
  });
  return promise;
}

/** RSA keys sign in three ways; SHA-1 comes last. */
function hostKeyAlgorithms(types: readonly string[]): readonly string[] {
  const asked = types.flatMap((type) =>
    type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type]
  );
  const known = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
  ];
  const usable = asked.filter((type) => known.includes(type) || type.includes("rsa"));
  return usable.length > 0 ? usable : known;
}

/** What ssh2 says, in the words of Go's crypto/ssh. */
function reasonOf({ message, level }: Error & { level?: string }): string {
  if (level === "client-authentication") {
    return "ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain";
  }
  if (/no matching host key/i.test(message)) {
    return "ssh: no common algorithm for host key";
  }
  return /closed|ended|EOF/i.test(message) ? "EOF" : message;
}

async function run(client: Client, path: string): Promise<Session> {
  const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>();
  const command = `git-upload-pack '${path.replaceAll("'", "'\\''").replaceAll("!", "'\\!'")}'`;
  client.exec(command, { env: { GIT_PROTOCOL: "version=2" } }, (error, channel) => {
    if (error) reject(new GitError(error.message));
    else resolve(channel);
  });
  const channel = await promise;
  const said: Uint8Array[] = [];
  channel.stderr.on("data", (bytes: Uint8Array) => said.length < 64 && said.push(bytes));
  const complaint = () => new TextDecoder().decode(joined(said)).trim();
  return { channel, read: answerReader(channel, complaint) };
}

async function within<T>(work: Promise<T>, seconds: number, end: () => void): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    end();
    reject(new GitError("context deadline exceeded"));
  }, seconds * 1000);
  work.catch(() => {});
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
