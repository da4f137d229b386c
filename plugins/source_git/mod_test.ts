import { assertEquals, assertMatch, assertObjectMatch, assertRejects } from "@std/assert";
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
    "refs/heads/main",
    "refs/tags/v1.2.0",
    "refs/tags/v1.10.0",
    "refs/tags/v2.0.0-rc.1",
  ];
  const found = names.filter((name) =>
    asked.includes(`ref-prefix ${name}\n`) || asked.includes("ref-prefix refs/tags/\n")
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
    report: {
      events: [{ reason: "NewArtifact", message: `stored artifact for commit '${hash}'` }],
    },
  });
  assertEquals(t.readPack("tree"), files);
});

Deno.test("pull() asks one question while the revision is held, in two crossings", async () => {
  await using t = await harness(plugin, world);
  assertEquals(await t.calls.pull({ spec, have: { "": revision } }), { unchanged: true });
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
  [{ tag: "v1.2.0", semver: "*", branch: "main" }, `v1.10.0@sha1:${hash}`],
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

const failures:
  readonly (readonly [what: string, spec: object, status: number, reason: string, says: RegExp])[] =
    [
      ["credentials are wanted", spec, 401, "AuthenticationFailed", /authentication required/],
      ["there is no repository", spec, 404, "GitOperationFailed", /repository not found/],
      ["the server fails", spec, 500, "GitOperationFailed", /status is 500/],
      [
        "the branch is not there",
        { url, ref: { branch: "gone" } },
        200,
        "GitOperationFailed",
        /has no "refs\/heads\/gone"/,
      ],
      ["no tag fits", { url, ref: { semver: ">=9" } }, 200, "GitOperationFailed", /no tag matches/],
      [
        "the range is none",
        { url, ref: { semver: "abc" } },
        200,
        "GitOperationFailed",
        /no range of versions/,
      ],
      [
        "the commit is none",
        { url, ref: { commit: "main" } },
        200,
        "GitOperationFailed",
        /no SHA-1/,
      ],
    ];

for (const [what, asked, status, reason, says] of failures) {
  Deno.test(`pull() fails with ${reason} where ${what}`, async () => {
    const answer = (request: Sent) => status === 200 ? server(request) : { status };
    await using t = await harness(plugin, {
      manifest,
      http: { [`${url}/git-upload-pack`]: answer },
    });
    const failed = await assertRejects(() => t.calls.pull({ spec: asked }));
    assertObjectMatch({ ...failed }, { reason });
    assertMatch((failed as Error).message, says);
  });
}

Deno.test("pull() does not take a server's page for references", async () => {
  const page = { body: "<html>not git</html>" };
  await using t = await harness(plugin, { manifest, http: { [`${url}/git-upload-pack`]: page } });
  const failed = await assertRejects(
    () => t.calls.pull({ spec }),
    Error,
    "is no length of a pkt-line",
  );
  assertObjectMatch({ ...failed }, { reason: "GitOperationFailed" });
});
