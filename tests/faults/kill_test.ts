/**
 * The kernel is killed right before and right after each of its writes, while it applies one revision and while it goes from
 * one to the next. What runs after it must find everything that was applied, and nothing twice.
 */
import { assert, assertEquals } from "@std/assert";
import { at, type KubeObject, type ObjectRef } from "contract";
import type { Client } from "../../core/kube/mod.ts";
import { type GitServer, hasGit, startGitServer } from "../fixtures/git_server.ts";
import { type Break, type Breakable, type Kernel, startBreakable } from "./breakable.ts";

/** Every how many-th failpoint is tried; the task `test:faults` tries each. */
const stride = Number(Deno.env.get("FAULTS_STRIDE") ?? "8");
const patienceMs = 30_000;
const manager = { fieldManager: "test", force: true };
const source: ObjectRef = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace: "default",
  name: "app",
};
const delivery: ObjectRef = {
  ...source,
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
};

const map = (name: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: web }\ndata: { text: "${text}" }\n`;
const first = {
  "deploy/space.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n",
  "deploy/stays.yaml": map("stays", "one"),
  "deploy/goes.yaml": map("goes", "one"),
};
const second = {
  "deploy/stays.yaml": map("stays", "two"),
  "deploy/goes.yaml": null,
  "deploy/comes.yaml": map("comes", "two"),
};

/** Applies the first revision, then the second, with at most one kill on the way; answers what was written in the broken run. */
async function deliver(
  { cluster, git, phase, when }: {
    readonly cluster: Breakable;
    readonly git: GitServer;
    readonly phase: "first" | "second";
    readonly when?: Break;
  },
): Promise<readonly string[]> {
  const { client } = cluster;
  const one = await git.commit(first);
  await client.apply(
    whole(source, { url: git.url, interval: "1h", ref: { branch: "main" } }),
    manager,
  );
  await client.apply(
    whole(delivery, { sourceRef: source, path: "./deploy", prune: true, interval: "1h" }),
    manager,
  );
  const kernel = await cluster.run(phase === "first" ? when : undefined);
  if (phase === "first") {
    if (when) await killed(kernel, when);
    else await isReady(client, one);
    const writes = [...cluster.writes];
    if (!when) await kernel.kill();
    await goOn({ cluster, git });
    return writes;
  }
  await isReady(client, one);
  await kernel.kill();
  return await goOn({ cluster, git, ...when && { when } });
}

/** The second revision is committed while nothing runs; what was applied before is found, also what it drops. */
async function goOn({ cluster, git, when }: { cluster: Breakable; git: GitServer; when?: Break }) {
  const two = await git.commit(second);
  const before = await uids(cluster.client);
  if (when) await killed(await cluster.run(when), when);
  const broken = [...cluster.writes];
  const kernel = await cluster.run();
  await isReady(cluster.client, two);
  const writes = when ? broken : [...cluster.writes];
  await kernel.kill();
  await judge(cluster.client, before);
  return writes;
}

/** What stands in the cluster is the second revision, nothing of it was made anew, and a stranger's object is untouched. */
async function judge(client: Client, before: ReadonlyMap<string, string>): Promise<void> {
  const now = await uids(client);
  assertEquals([...now.keys()].sort(), ["comes", "stays", "stranger"]);
  for (const name of ["stays", "stranger"]) {
    if (before.has(name)) assertEquals(now.get(name), before.get(name), `${name} was made anew`);
  }
  const stays = await client.get({
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace: "web",
    name: "stays",
  });
  assertEquals(stays["data"], { text: "two" });
  const entries = at(await client.get(delivery), "/status/inventory/entries") as { id: string }[];
  assertEquals(entries.map(({ id }) => id).sort(), [
    "_web__Namespace",
    "web_comes__ConfigMap",
    "web_stays__ConfigMap",
  ]);
}

/** Waits for the kill; a kernel that came through with fewer writes is ended all the same. */
async function killed(kernel: Kernel, { write }: Break): Promise<void> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((_, reject) => {
    late = setTimeout(() => reject(new Error(`there was no write ${write}`)), patienceMs);
  });
  await Promise.race([kernel.ended, patience]).finally(() => clearTimeout(late));
}

async function uids(client: Client): Promise<ReadonlyMap<string, string>> {
  const { items } = await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace: "web" });
  const own = items.filter(({ metadata }) => metadata.name !== "kube-root-ca.crt");
  return new Map(own.map(({ metadata }) => [metadata.name, metadata.uid ?? ""]));
}

function whole({ apiVersion, kind, namespace = "", name }: ObjectRef, spec: object): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

async function isReady(client: Client, commit: string): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await client.get(delivery);
    const conditions = (at(found, "/status/conditions") ?? []) as {
      type: string;
      status: string;
    }[];
    const ready = conditions.some(({ type, status }) => type === "Ready" && status === "True");
    if (ready && at(found, "/status/lastAppliedRevision") === `main@sha1:${commit}`) return;
    assert(Date.now() < until, `not ready: ${JSON.stringify(found["status"])}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One delivery in a cluster of its own. */
async function play(state: string, phase: "first" | "second", when?: Break) {
  await using cluster = await startBreakable(state);
  await using git = await startGitServer();
  await cluster.client.apply(
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "web" } },
    manager,
  );
  const stranger = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "stranger", namespace: "web" },
  };
  await cluster.client.apply(stranger, manager);
  return await deliver({ cluster, git, phase, ...when && { when } });
}

for (const phase of ["first", "second"] as const) {
  Deno.test({
    name:
      `killed around every write of the ${phase} revision, it loses, orphans and doubles nothing`,
    ignore: !hasGit,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      const state = await Deno.makeTempDir({ prefix: "sluice-faults-state-" });
      const writes = await play(state, phase);
      assert(writes.length >= 4, writes.join("\n"));
      const breaks = writes.flatMap((_, i): Break[] => [
        { write: i + 1, at: "before" },
        { write: i + 1, at: "after" },
      ]).filter((_, i) => i % stride === 0);
      for (const when of breaks) {
        await play(state, phase, when).catch((error) => {
          throw new Error(
            `Killed ${when.at} write ${when.write} (${writes[when.write - 1]}): ${error.message}`,
            { cause: error },
          );
        });
      }
      await Deno.remove(state, { recursive: true });
    },
  });
}
