/** Repositories over SSH: a real server, a key that the plugin never sees, and host keys that are known or not. */
import { assertEquals, assertMatch, assertObjectMatch, assertRejects } from "@std/assert";
import { harness, type Peer, type World } from "contract/testing";
import plugin from "../../../plugins/source_git/mod.ts";
import { hasGit, startGitServer } from "../../fixtures/git_server.ts";
import { type SshServer, startSshServer } from "../../fixtures/git_server_ssh.ts";

const manifest = new URL("../../../plugins/source_git/plugin.yaml", import.meta.url);
const ignore = !hasGit || !await new Deno.Command("ssh-keygen", { args: ["-?"], stderr: "null" })
  .output().then(() => true, () => false);

interface Key {
  readonly identity: string;
  readonly shown: string;
}

async function keygen(type: string, phrase = ""): Promise<Key> {
  const folder = await Deno.makeTempDir();
  const args = ["-q", "-t", type, "-N", phrase, "-C", "test", "-f", `${folder}/key`];
  await new Deno.Command("ssh-keygen", { args }).output();
  const [identity, shown] = await Promise.all(
    ["key", "key.pub"].map((name) => Deno.readTextFile(`${folder}/${name}`)),
  ) as [string, string];
  await Deno.remove(folder, { recursive: true });
  return { identity, shown };
}

/** A dialled connection to the server. */
function toward({ port }: SshServer): Peer {
  return async (received, send) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const sent = received.pipeTo(conn.writable).catch(() => {});
    try {
      for await (const piece of conn.readable) await send(piece);
    } catch {
      // hung up
    }
    await sent;
  };
}

interface Setup extends AsyncDisposable {
  readonly server: SshServer;
  readonly hash: string;
  readonly spec: { url: string; ref: { branch: string }; secretRef: { name: string } };
  world(secret: Record<string, string>): World;
}

async function setup(authorized: readonly Key[], version2 = true): Promise<Setup> {
  const stack = new AsyncDisposableStack();
  const git = stack.use(await startGitServer());
  const hash = await git.commit({ "app.yaml": "kind: ConfigMap\n" });
  const keys = authorized.map(({ shown }) => shown);
  const server = stack.use(
    await startSshServer({ folder: git.folder, authorized: keys, version2 }),
  );
  const url = `ssh://git@127.0.0.1:${server.port}/app.git`;
  return {
    server,
    hash,
    spec: { url, ref: { branch: "main" }, secretRef: { name: "key" } },
    world: (secret) => ({
      manifest,
      secrets: { key: { known_hosts: server.knownHosts, ...secret } },
      dial: { [`127.0.0.1:${server.port}`]: toward(server) },
    }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const options = { ignore, sanitizeResources: false, sanitizeOps: false };

for (
  const [type, phrase] of [["ed25519", ""], ["rsa", ""], ["ecdsa", ""], ["ed25519", "open it"]]
) {
  Deno.test({
    name: `pull() reads over SSH with a key of type ${type}${phrase ? " and its passphrase" : ""}`,
    ...options,
    async fn() {
      const key = await keygen(type!, phrase);
      await using s = await setup([key]);
      const password: Record<string, string> = phrase ? { password: phrase } : {};
      await using t = await harness(plugin, s.world({ identity: key.identity, ...password }));
      const revision = `main@sha1:${s.hash}`;
      assertObjectMatch(await t.calls.pull({ spec: s.spec }), {
        outputs: [{ revision, fileName: `${s.hash}.tar.gz` }],
        message: "stored artifact for commit 'change'",
      });
      assertEquals(t.readPack("tree"), { "app.yaml": "kind: ConfigMap\n" });
      assertEquals(s.server.commands, ["git-upload-pack '/app.git'"]);
      assertObjectMatch(await t.calls.pull({ spec: s.spec, stored: { "": revision } }), {
        unchanged: true,
      });
    },
  });
}

Deno.test({
  name: "pull() reads from a server that knows version 0 of the protocol alone",
  ...options,
  async fn() {
    const key = await keygen("ed25519");
    await using s = await setup([key], false);
    await using t = await harness(plugin, s.world({ identity: key.identity }));
    await t.calls.pull({ spec: s.spec });
    assertEquals(t.readPack("tree"), { "app.yaml": "kind: ConfigMap\n" });
  },
});

const failures: readonly (readonly [
  what: string,
  secret: (key: Key, locked: Key) => Record<string, string>,
  says: RegExp,
])[] = [
  [
    "the host is not known",
    ({ identity }) => ({
      identity,
      known_hosts:
        "example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPfS6532aCa8sMs7Ige+v76p660e+on7kGbj3dyPOfts\n[127.0.0.1]:1 ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAwEAAQ==",
    }),
    /: unable to clone 'ssh:.*': ssh: handshake failed: knownhosts: key is unknown$/,
  ],
  [
    "nobody knows the key",
    () => ({ identity: "" }),
    /: invalid 'ssh' auth option: 'identity' is required$/,
  ],
  [
    "the identity is no key",
    () => ({ identity: "not a key" }),
    /^failed to checkout and determine revision: unable to construct auth method with options: ssh: no key found$/,
  ],
  [
    "the key is locked and nothing opens it",
    (_key, { identity }) => ({ identity }),
    /^SSH identity key is encrypted but no 'password' field was provided in the secret 'default\/key'$/,
  ],
  [
    "the passphrase is another",
    (_key, { identity }) => ({ identity, password: "no" }),
    /unable to construct auth method with options: x509: decryption password incorrect$/,
  ],
  [
    "known_hosts cannot be read",
    ({ identity }) => ({ identity, known_hosts: "alone" }),
    /unable to construct auth method with options: knownhosts: knownhosts: missing host pattern$/,
  ],
  [
    "the server refuses the key",
    (_key, { identity }) => ({ identity, password: "phrase" }),
    /: ssh: handshake failed: ssh: unable to authenticate, attempted methods \[none publickey\], no supported methods remain$/,
  ],
];

const keys = ignore
  ? undefined
  : await Promise.all([keygen("ed25519"), keygen("ed25519", "phrase")]);

for (const [what, secret, says] of failures) {
  Deno.test({
    name: `pull() over SSH says so where ${what}`,
    ...options,
    async fn() {
      const [key, locked] = keys!;
      await using s = await setup([key]);
      await using t = await harness(plugin, s.world(secret(key, locked)));
      const failed = await assertRejects(() => t.calls.pull({ spec: s.spec }));
      assertMatch((failed as Error).message, says);
    },
  });
}
