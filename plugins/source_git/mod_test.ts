import { assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { conforms, harness, type Sent, type World } from "contract/testing";
import { pktLine } from "../lib/git/pkt_line.ts";
import { commitOf, fetchAnswer, packWith } from "../lib/git/testdata/packs.ts";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const url = "https://git.example.dev/app";
const files = { "app.yaml": "kind: ConfigMap\n", "notes.txt": "hello\n" };
const { hash, entries } = commitOf(files);
const spec = { url, ref: { branch: "main" } };
const revision = `main@sha1:${hash}`;

/** A server of one commit, to which all its references point. */
function server({ body }: Sent) {
  const asked = new TextDecoder().decode(body);
  if (asked.includes("command=fetch")) return { body: fetchAnswer(packWith(entries)) };
  const names = [
    "HEAD",
    "refs/heads/main",
    "refs/tags/v1.2.0",
    "refs/tags/v1.10.0",
    "refs/tags/v2.0.0-rc.1",
  ];
  const found = names.filter((name) =>
    !asked.includes("ref-prefix") ||
    [...asked.matchAll(/ref-prefix (\S+)/g)].some(([, prefix]) => name.startsWith(prefix!))
  );
  return { body: `${found.map((name) => pktLine(`${hash} ${name}`)).join("")}0000` };
}

const world: World = { manifest, http: { [`${url}/git-upload-pack`]: server } };

conforms("source", plugin, manifest, { spec, world });

Deno.test("pull() packs the files of the branch's commit, and tells of it as Flux does", async () => {
  await using t = await harness(plugin, world);
  const pulled = await t.calls.pull({ spec });
  assertObjectMatch(pulled, {
    outputs: [{ revision, fileName: `${hash}.tar.gz`, contents: { kind: "pack", path: "tree" } }],
    message: "stored artifact for commit 'm'",
  });
  assertEquals(t.readPack("tree"), files);
});

Deno.test("pull() asks one question while the revision is held, in two crossings", async () => {
  await using t = await harness(plugin, world);
  assertObjectMatch(await t.calls.pull({ spec, stored: { "": revision } }), {
    unchanged: true,
    report: {
      events: [{
        severity: "trace",
        reason: "GitOperationSucceeded",
        message: `no changes since last reconciliation: observed revision '${revision}'`,
      }],
    },
  });
  assertEquals([t.crossings, t.sent.length], [2, 1]);
  assertEquals(t.sent[0]?.headers["git-protocol"], "version=2");
});

const references: readonly (readonly [ref: object, revision: string])[] = [
  [{ tag: "v1.2.0" }, `v1.2.0@sha1:${hash}`],
  [{ semver: ">=1.0.0 <2.0.0" }, `v1.10.0@sha1:${hash}`],
  [{ semver: ">=1.0.0, <1.10.0" }, `v1.2.0@sha1:${hash}`],
  [{ name: "refs/heads/main" }, `refs/heads/main@sha1:${hash}`],
  [{ commit: hash }, `sha1:${hash}`],
  [{ commit: hash, branch: "main" }, `main@sha1:${hash}`],
  [{ tag: "v1.2.0", semver: "*", branch: "main" }, `v1.2.0@sha1:${hash}`],
  [{ commit: hash, name: "refs/heads/main", branch: "main" }, `refs/heads/main@sha1:${hash}`],
];

for (const [ref, expected] of references) {
  Deno.test(`pull() of ${JSON.stringify(ref)} is at ${expected.slice(0, -40)}…`, async () => {
    await using t = await harness(plugin, world);
    assertObjectMatch(await t.calls.pull({ spec: { url, ref } }), {
      outputs: [{ revision: expected }],
    });
  });
}

Deno.test("pull() hands the object's ignore rules to the kernel", async () => {
  await using t = await harness(plugin, world);
  const pulled = await t.calls.pull({ spec: { ...spec, ignore: "*.txt" } });
  assertObjectMatch(pulled, { outputs: [{ contents: { ignore: { patterns: "*.txt" } } }] });
});

Deno.test("pull() shows a token where the Secret has one, and a password otherwise", async () => {
  const secrets = { token: { bearerToken: "t" }, login: { username: "u", password: "p" } };
  await using t = await harness(plugin, { ...world, secrets });
  for (const name of ["token", "login"]) {
    await t.calls.pull({ spec: { ...spec, secretRef: { name } } });
  }
  const shown = new Set(t.sent.map(({ headers }) => headers["authorization"]));
  assertEquals([...shown], ["Bearer t", `Basic ${btoa("u:p")}`]);
});

const failures: readonly (readonly [what: string, ref: object, status: number, says: string])[] = [
  ["credentials are wanted", {}, 401, "unable to clone 'URL': authentication required: said"],
  ["credentials do not do", {}, 403, "unable to clone 'URL': authorization failed: said"],
  ["there is no repository", {}, 404, "unable to clone 'URL': repository not found: said"],
  [
    "the server fails",
    {},
    500,
    "unable to clone 'URL': unexpected client error: unexpected requesting \"URL/info/refs?service=git-upload-pack\" status code: 500",
  ],
  [
    "the branch is not there",
    { branch: "gone" },
    200,
    "unable to clone 'URL': couldn't find remote ref \"refs/heads/gone\"",
  ],
  ["no tag fits", { semver: ">=9" }, 200, "no match found for semver: >=9"],
  ["the range is none", { semver: "abc" }, 200, 'semver parse error: improper constraint: "abc"'],
  [
    "the name is not there",
    { name: "refs/pull/7/head" },
    200,
    "unable to resolve ref 'refs/pull/7/head' to a specific commit",
  ],
  [
    "the name is none",
    { name: "refs/heads/" },
    200,
    "ref refs/heads/ is invalid; Git refs cannot begin or end with a slash '/'",
  ],
  [
    "the commit is none",
    { commit: "main" },
    200,
    "unable to resolve commit object for 'main': object not found",
  ],
];

for (const [what, ref, status, says] of failures) {
  Deno.test(`pull() fails as Flux does where ${what}`, async () => {
    const refuse = { status, body: "said" };
    const answer = (request: Sent) => status === 200 ? server(request) : refuse;
    const http = {
      [`${url}/git-upload-pack`]: answer,
      [`${url}/info/refs?service=git-upload-pack`]: refuse,
    };
    await using t = await harness(plugin, { manifest, http });
    const asked = { url, ref: { branch: "main", ...ref } };
    const failed = await assertRejects(() => t.calls.pull({ spec: asked }));
    assertObjectMatch({ ...failed }, { code: "transient", reason: "GitOperationFailed" });
    const words = says.replaceAll("URL", url);
    assertEquals(
      (failed as Error).message,
      `failed to checkout and determine revision: ${words}`,
    );
  });
}

Deno.test("pull() does not take a server's page for references", async () => {
  const page = { body: "<html>not git</html>" };
  const http = {
    [`${url}/git-upload-pack`]: page,
    [`${url}/info/refs?service=git-upload-pack`]: page,
  };
  await using t = await harness(plugin, { manifest, http });
  await assertRejects(() => t.calls.pull({ spec }), Error, "invalid pkt-len found");
});

Deno.test("pull() tells an answer without a byte from an empty repository", async () => {
  const nothing = { body: "" };
  const http = {
    [`${url}/git-upload-pack`]: nothing,
    [`${url}/info/refs?service=git-upload-pack`]: nothing,
  };
  await using t = await harness(plugin, { manifest, http });
  await assertRejects(() => t.calls.pull({ spec }), Error, `unable to clone '${url}': empty input`);
});
