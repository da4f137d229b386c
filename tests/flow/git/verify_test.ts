/** Signatures that git itself made, with OpenPGP and with SSH. */
import { assertEquals, assertMatch, assertObjectMatch, assertRejects } from "@std/assert";
import { harness } from "contract/testing";
import plugin from "../../../plugins/source_git/mod.ts";
import { type GitServer, hasGit, startGitServer } from "../../fixtures/git_server.ts";
import { serverWorld } from "./server_world.ts";

const manifest = new URL("../../../plugins/source_git/plugin.yaml", import.meta.url);
const options = { sanitizeResources: false, sanitizeOps: false };

async function run(program: string, args: string[], env: Record<string, string> = {}) {
  const { success, stdout } = await new Deno.Command(program, { args, env, stderr: "null" })
    .output();
  return success ? new TextDecoder().decode(stdout) : undefined;
}

interface Signer {
  /** Settings of git that make it sign. */
  readonly settings: readonly string[];
  /** The key under the name that the Secret has it under. */
  readonly secret: Readonly<Record<string, string>>;
  /** As the condition shows it. */
  readonly shown: RegExp;
}

async function sshSigner(folder: string, type: string, name = type): Promise<Signer> {
  const path = `${folder}/${name}`;
  await run("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", path]);
  const config = ["gpg.format=ssh", `user.signingkey=${path}.pub`];
  return {
    settings: config.flatMap((one) => ["-c", one]),
    secret: { "author.sshpub": await Deno.readTextFile(`${path}.pub`) },
    shown: /SHA256:[A-Za-z0-9+/]{43}/,
  };
}

async function pgpSigner(folder: string): Promise<Signer> {
  const home = `${folder}/gnupg`;
  await Deno.mkdir(home, { mode: 0o700 });
  const gpg = (...args: string[]) => run("gpg", ["--homedir", home, "--batch", ...args]);
  const who = "Test <test@example.com>";
  await gpg("--passphrase", "", "--quick-gen-key", who, "ed25519", "sign", "never");
  const program = `${folder}/gpg`;
  await Deno.writeTextFile(program, `#!/bin/sh\nexec gpg --homedir ${home} --batch "$@"\n`, {
    mode: 0o755,
  });
  const config = [`gpg.program=${program}`, "user.signingkey=test@example.com"];
  return {
    settings: config.flatMap((one) => ["-c", one]),
    secret: { "author.asc": (await gpg("--armor", "--export", who))! },
    shown: /[0-9A-F]{16}/,
  };
}

const has = async (program: string, flag: string) =>
  await run(program, [flag]).then(() => true, () => false);
const [ssh, pgp] = await Promise.all([has("ssh-keygen", "-?"), has("gpg", "--version")]);
const signers: readonly (readonly [string, boolean, (folder: string) => Promise<Signer>])[] = [
  ["an SSH key of type ed25519", hasGit && ssh, (folder) => sshSigner(folder, "ed25519")],
  ["an SSH key of type rsa", hasGit && ssh, (folder) => sshSigner(folder, "rsa")],
  ["an SSH key of type ecdsa", hasGit && ssh, (folder) => sshSigner(folder, "ecdsa")],
  ["an OpenPGP key", hasGit && pgp, pgpSigner],
];

/** A repository whose last commit and whose tag are signed. */
async function signedRepository(git: GitServer, { settings }: Signer) {
  await git.commit({ "a.yaml": "1" });
  await git.git(...settings, "commit", "--quiet", "--allow-empty", "-S", "-m", "signed");
  await git.git(...settings, "tag", "-s", "v1", "-m", "signed");
  await git.git("push", "--quiet", "origin", "main", "v1");
  const [commit, tag] = await Promise.all([
    git.git("rev-parse", "HEAD"),
    git.git("rev-parse", "refs/tags/v1"),
  ]);
  return { commit: commit.trim(), tag: tag.trim() };
}

for (const [what, isThere, signer] of signers) {
  Deno.test({
    name: `pull() verifies commits and tags that ${what} signed`,
    ignore: !isThere,
    ...options,
    async fn() {
      const folder = await Deno.makeTempDir();
      const made = await signer(folder);
      await using git = await startGitServer();
      const { commit, tag } = await signedRepository(git, made);
      const other = await sshSigner(folder, "ed25519", "other");
      const secrets = { good: made.secret, bad: { ...pgpless(made), ...other.secret } };
      await using t = await harness(plugin, serverWorld([git.url], { manifest, secrets }));
      const spec = (mode: string, ref: object, name = "good") => ({
        url: git.url,
        ref,
        verify: { mode, secretRef: { name } },
      });
      const message = async (mode: string, ref: object) => {
        const answer = await t.calls.pull({ spec: spec(mode, ref) });
        assertObjectMatch(answer, { report: { status: { "/sourceVerificationMode": mode } } });
        const [condition] = answer.report!.conditions!;
        assertEquals([condition!.type, condition!.status], ["SourceVerified", "True"]);
        return condition!.message.replace(made.shown, "KEY").replace(made.shown, "KEY");
      };
      const ofCommit = `\n\t- commit '${commit}' with key 'KEY'`;
      const ofTag = `\n\t- tag 'v1@${tag}' with key 'KEY'`;
      assertEquals(await message("HEAD", { branch: "main" }), `verified signature of${ofCommit}`);
      assertEquals(await message("Tag", { tag: "v1" }), `verified signature of${ofTag}`);
      assertEquals(
        await message("TagAndHEAD", { semver: "*", tag: "v1" }),
        `verified signature of${ofTag}${ofCommit}`,
      );
      for (const [mode, ref] of [["Tag", { tag: "v1" }], ["TagAndHEAD", { tag: "v1" }]] as const) {
        const refused = await assertRejects(() => t.calls.pull({ spec: spec(mode, ref, "bad") }));
        assertObjectMatch({ ...refused }, { code: "transient", reason: "InvalidTagSignature" });
        const shown = `signature verification of tag 'v1@${tag}' failed: unable to verify Git tag`;
        assertMatch((refused as Error).message, new RegExp(`^${shown}`));
      }
      const noTag = spec("TagAndHEAD", { branch: "main" });
      const stalled = await assertRejects(() => t.calls.pull({ spec: noTag }));
      assertObjectMatch({ ...stalled }, { code: "terminal", reason: "InvalidVerificationMode" });
      const wrong = spec("HEAD", { branch: "main" }, "bad");
      const failed = await assertRejects(() => t.calls.pull({ spec: wrong }));
      assertObjectMatch({ ...failed }, { code: "transient", reason: "InvalidCommitSignature" });
      assertMatch((failed as Error).message, /^signature verification of commit '.*' failed: /);
      assertObjectMatch(t.reports.at(-1)!, {
        conditions: [{ type: "SourceVerified", status: "False", reason: "InvalidCommitSignature" }],
      });
      await Deno.remove(folder, { recursive: true });
    },
  });
}

/** For an SSH signer nothing; for OpenPGP's a ring that cannot be read. */
function pgpless({ secret }: Signer): Record<string, string> {
  return "author.asc" in secret ? { "author.asc": "no ring" } : {};
}
