/** Repositories that mean harm, read by a whole kernel: each ends in words, in time, and the next one is read as if nothing had been. */
import { assertEquals, assertMatch } from "@std/assert";
import type { KubeObject, ObjectRef } from "contract";
import { operatorConnection } from "../../../core/cli/operator_connection.ts";
import { type Client, createClient } from "../../../core/kube/mod.ts";
import { pktLine } from "../../../plugins/lib/git/pkt_line.ts";
import {
  bytes,
  delta,
  fetchAnswer,
  hashOf,
  insert,
  packWith,
  tree,
} from "../../../plugins/lib/git/testdata/packs.ts";
import { startKernel } from "../../fixtures/kernel.ts";
import { until } from "../../fixtures/until.ts";
import {
  bombOf,
  carried,
  commitWith,
  endless,
  good,
  type Hostile,
  sideBandLine,
  startHostile,
  zipped,
} from "./hostile_server.ts";

const shipped = new URL("../../../plugins/default.yaml", import.meta.url).pathname;

/** What the object says of each, behind what Flux says before it. */
interface Case extends Hostile {
  readonly says: RegExp;
  readonly spec?: Readonly<Record<string, unknown>>;
}

const line = (text: string) => `${(text.length + 4).toString(16).padStart(4, "0")}${text}`;
const answer = (body: string) => () => new Response(body);
const redirect = (to: (origin: string) => string) => (origin: string) =>
  new Response(null, { status: 302, headers: { location: to(origin) } });
const quick = { timeout: "4s" };
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => pktLine(`${good.hash} refs/tags/v1.${i}.0`)).join("");

/** A tree of ten folders, each of which holds the same ten, twelve levels deep: without a file. */
const maze = (() => {
  const levels = [tree()];
  for (let i = 0; i < 12; i++) {
    const below = hashOf("tree", levels.at(-1)!);
    const names = "abcdefghij".split("");
    levels.push(tree(...names.map((name) => ({ name, mode: "40000", hash: below }))));
  }
  const commit = `tree ${hashOf("tree", levels.at(-1)!)}\nauthor A <a@example.dev> 0 +0000\n\nm\n`;
  const trees = levels.map((data) => ({ type: "tree", data }) as const);
  return {
    head: hashOf("commit", commit),
    entries: [{ type: "commit", data: commit } as const, ...trees],
  };
})();

/** Commits each of which has the next as its submodule, at the same address. */
const chain = (() => {
  const made = [good];
  for (let i = 0; i < 14; i++) {
    const { hash } = made.at(-1)!;
    made.push(commitWith({}, { next: ["../chain", hash] }) as typeof good);
  }
  return made;
})();
const elsewhere = (url: string) => commitWith({ a: "a" }, { lib: [url, good.hash] });
const withModule = (url: string, says: RegExp): Case => {
  const { hash, entries } = elsewhere(url);
  const pack = () => new Response(fetchAnswer(packWith(entries)));
  return { head: hash, pack, says, spec: { recurseSubmodules: true } };
};
const packed = (...made: Parameters<typeof packWith>) => () =>
  new Response(fetchAnswer(packWith(...made)));

const cases: Readonly<Record<string, Case>> = {
  "endless-pack": {
    pack: () => endless(sideBandLine(), 0, pktLine("packfile")),
    says: /deadline exceeded|more than \d+ bytes|over|larger/,
    spec: quick,
  },
  "slow-pack": {
    pack: () => endless(sideBandLine(), 300, pktLine("packfile")),
    says: /git-upload-pack": context deadline exceeded/,
    spec: quick,
  },
  "endless-references": {
    references: () => endless(bytes(pktLine(`${good.hash} refs/heads/x`).repeat(1000))),
    says: /bytes|deadline|larger/,
    spec: quick,
  },
  "no-answer": {
    references: () => new Promise(() => {}),
    says: /context deadline exceeded/,
    spec: { timeout: "2s" },
  },
  "zipped-references": { references: () => zipped(512), says: /.+/, spec: quick },
  "redirect-metadata": {
    references: redirect(() => "http://169.254.169.254/latest/meta-data"),
    says: /its address is link-local/,
  },
  "redirect-link-local": { references: redirect(() => "http://[fe80::1]/x"), says: /.+/ },
  "redirect-file": { references: redirect(() => "file:///etc/passwd"), says: /.+/ },
  "redirect-loop": {
    references: redirect((origin) => `${origin}/redirect-loop/x`),
    says: /redirect/,
  },
  "no-lines": { references: answer("zzzz"), says: /invalid pkt-len found/ },
  "cut-line": { references: answer("00ffabc"), says: /unexpected EOF/ },
  "control-characters": {
    references: answer(`${line("ERR \x1b[31m\x07evil\n")}0000`),
    says: /^\P{Cc}*evil/u,
  },
  "wrong-sum": {
    pack: () => {
      const pack = packWith(good.entries);
      pack[pack.length - 1]! ^= 1;
      return new Response(fetchAnswer(pack));
    },
    says: /cannot read the server's pack: its checksum is wrong/,
  },
  "other-commit": {
    pack: packed([{ type: "commit", data: `tree ${"0".repeat(40)}\n\nx` }]),
    says: /object not found/,
  },
  "no-pack": { pack: answer("0000"), says: /the server sent no pack/ },
  "many-objects": {
    pack: packed([], { count: 2_000_000_000 }),
    says: /2000000000 objects, the most is/,
  },
  "large-object": { pack: () => carried(bombOf(1, 300)), says: /an object has 314572800 bytes/ },
  "large-together": {
    pack: () => carried(bombOf(5, 220)),
    says: /its objects have over 1073741824 bytes/,
  },
  "large-delta": {
    pack: packed([{ type: "blob", data: "x" }, {
      base: hashOf("blob", "x"),
      delta: delta(1, 2 ** 33, insert("a")),
    }]),
    says: /it makes 8589934592 bytes/,
  },
  "maze": { head: maze.head, pack: packed(maze.entries), says: /over 100000 folders/ },
  "chain": {
    head: chain.at(-1)!.hash,
    pack: (want) => packed(chain.find(({ hash }) => hash === want)!.entries)(),
    says: /too many submodules, or too deep/,
    spec: { recurseSubmodules: true },
  },
  "module-metadata": withModule("http://169.254.169.254/x", /169\.254\.169\.254/),
  "module-file": withModule("file:///etc", /unsupported scheme "file"/),
  "module-option": withModule("--upload-pack=touch /tmp/x", /.+/),
  "module-ssh": withModule("ssh://git@127.0.0.1/x", /no credentials for this host/),
};

const source = (name: string): ObjectRef => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace: "default",
  name,
});

async function put(client: Client, name: string, spec: Readonly<Record<string, unknown>>) {
  const { apiVersion, kind, namespace = "" } = source(name);
  const ref = { branch: "main" };
  const object = {
    apiVersion,
    kind,
    metadata: { name, namespace },
    spec: { interval: "1h", ref, ...spec },
  };
  await client.apply(object as KubeObject, { fieldManager: "test", force: true });
}

interface Status {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }[];
  readonly artifact?: { readonly revision: string };
}

function readyOf(object: KubeObject | undefined) {
  const { conditions = [] } = (object?.["status"] ?? {}) as Status;
  return conditions.find(({ type, status }) => type === "Ready" && status !== "Unknown");
}

Deno.test({
  name:
    "what hostile repositories answer ends in words and in time, and leaves the reader as it was",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const state = await Deno.makeTempDir({ prefix: "sluice-hostile-" });
    await using server = startHostile({
      ...cases,
      "many-references": {
        references: () => new Response(`${pktLine(`${good.hash} HEAD`)}${many(100_000)}0000`),
      },
      "good": {},
    });
    const kernel = await startKernel({ config: shipped, state, local: true, logLevel: "error" });
    const client = createClient(await operatorConnection({ path: kernel.kubeconfig! }));
    try {
      const from = (name: string) => ({ url: `${server.origin}/${name}` });
      for (const [name, { spec }] of Object.entries(cases)) {
        await put(client, name, { ...from(name), ...spec });
        await t.step(name, async () => {
          const ready = await until(
            async () => readyOf(await client.find(source(name))),
            () => client.find(source(name)),
          );
          assertEquals(ready.status, "False", ready.message);
          assertMatch(ready.message, /^failed to checkout and determine revision: /);
          assertMatch(ready.message, cases[name]!.says);
          await client.delete(source(name));
        });
      }
      await t.step("a hundred thousand tags", async () => {
        await put(client, "many", { ...from("many-references"), ref: { semver: "*" } });
        const found = await until(async () => {
          const object = await client.find(source("many"));
          return readyOf(object)?.status === "True" && object;
        }, () => client.find(source("many")));
        assertEquals(
          (found["status"] as Status).artifact?.revision,
          `v1.99999.0@sha1:${good.hash}`,
        );
      });
      await t.step("an unchanged repository: one question each time, and no write", async () => {
        await put(client, "good", { ...from("good"), interval: "1s" });
        const first = await until(async () => {
          const object = await client.find(source("good"));
          return readyOf(object)?.status === "True" && object;
        });
        const before = server.asked.get("good")!;
        await until(() => Promise.resolve(server.asked.get("good")! >= before + 3));
        const later = await client.find(source("good"));
        assertEquals(later!.metadata.resourceVersion, first.metadata.resourceVersion);
      });
    } finally {
      client.close();
      await kernel.stop();
      await Deno.remove(state, { recursive: true }).catch(() => {});
    }
  },
});
