/**
 * From a commit to a running cluster, on the real control plane: N apps created at once, then a new revision of all, then rest.
 * `deno task bench:mttp [--n 100] [--tenants 1]`; the bars are those for 100 apps.
 */
import { parseArgs } from "node:util";
import { at, type KubeObject } from "contract";
import { type Client, createClient } from "../../../core/kube/mod.ts";
import { operatorConnection } from "../../../core/cli/operator_connection.ts";
import { readCrds } from "schemas/crds/mod.ts";
import { findAssets } from "../../cluster/assets.ts";
import { startControlPlane } from "../../cluster/control_plane.ts";
import { engineFlags } from "../engine_flags.ts";
import { startGitServer } from "../../fixtures/git_server.ts";
import { app, manifests, tenant } from "./apps.ts";
import { cpuOf, memoryOf } from "./process_tree.ts";

const { values } = parseArgs({
  options: {
    n: { type: "string", default: "100" },
    tenants: { type: "string", default: "1" },
    idle: { type: "string", default: "30" },
  },
});
const n = Number(values.n), tenants = Number(values.tenants), idleSeconds = Number(values.idle);
/** What follows the last status, such as events, is no idling yet. */
const settleMs = 5000;
/** How often memory and progress are looked at: looking takes time from what is looked at. */
const lookMs = 500;
const main = new URL("../../../core/main.ts", import.meta.url).pathname;
const manager = { fieldManager: "bench", force: true };
const kinds = {
  source: { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository" },
  delivery: { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
};

interface Phase {
  readonly seconds: number;
  readonly cpu: number;
  readonly writes: number;
  readonly peakMiB: number;
}

if (findAssets() === undefined) {
  console.error("Cannot run: the control plane is not built; deno task cluster:build");
  Deno.exit(2);
}
await using plane = await startControlPlane({ controllers: true });
await using git = await startGitServer();
const client = createClient(await operatorConnection({ path: plane.kubeconfig.path }));
await Promise.all((await readCrds()).map((crd) => client.apply(crd, manager)));
const namespaces = Array.from({ length: tenants }, (_, i) => `tenant-${i}`);
for (const object of namespaces.flatMap(tenant)) await client.apply(object, manager);
const folder = await Deno.makeTempDir({ prefix: "sluice-mttp-" });
let kernel = await startKernel(plane.kubeconfig.path);
try {
  const first = await git.commit({ "deploy/app.yaml": manifests("1.0.0") });
  const created = await measure(() => each((object) => client.apply(object, manager)), first);
  const second = await git.commit({ "deploy/app.yaml": manifests("2.0.0") });
  const updated = await measure(() => each(poke("now")), second);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const before = { cpu: await cpuOf(kernel.pid), writes: await writesOf(client) };
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000));
  const idle = {
    cpu: (await cpuOf(kernel.pid) - before.cpu) / idleSeconds * 100,
    writes: (await writesOf(client) - before.writes) / idleSeconds,
  };
  const told = await toldAtOnce();
  const last = await git.commit({ "deploy/app.yaml": manifests("4.0.0") });
  await measure(() => each(poke("at last")), last);
  const restarted = await restart();
  print([
    ["created at once, all Ready", created.seconds, "s", 8],
    ["API writes an app at creation", created.writes / n, "", 28],
    ["CPU an app at creation", created.cpu / n, "s", 0.05],
    ["new revision everywhere", updated.seconds, "s", 6],
    ["API writes an app at an update", updated.writes / n, "", 17],
    ["change in Git to applied, told, p50", told, "ms", 300],
    ["restart: start to ready", restarted.seconds, "s", 10],
    ["restart: changes an app", restarted.writes / n, "", 0.1],
    ["idle, CPU", idle.cpu, "%", 0.5],
    ["idle, API writes a second", idle.writes, "/s", 0.6],
    ["peak memory of all processes", Math.max(created.peakMiB, updated.peakMiB), "MiB PSS", 260],
  ]);
} finally {
  await kernel.stop();
  client.close();
  await Deno.remove(folder, { recursive: true });
}

/** Milliseconds from a commit, with a word to its source, until one app runs it: the median of several. */
async function toldAtOnce(): Promise<number> {
  const [source, delivery] = app({ index: 0, namespace: namespaces[0]!, url: git.url });
  const took: number[] = [];
  for (let round = 0; round < 15; round++) {
    const commit = await git.commit({ "deploy/app.yaml": manifests(`3.0.${round}`) });
    const started = performance.now();
    await poke(`round ${round}`)(source);
    while (!runs(await client.get(refOf(delivery)), `main@sha1:${commit}`)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    took.push(performance.now() - started);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)]!;
}

/** A kernel that finds everything as it left it: seconds until it is ready, and what it changes until it has gone over all. */
async function restart() {
  await kernel.stop();
  const [writes, started] = [await writesOf(client, isReal), performance.now()];
  kernel = await startKernel(plane.kubeconfig.path);
  const seconds = (performance.now() - started) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  return { seconds, writes: await writesOf(client, isReal) - writes };
}

/** Asks a source to look again; leaves other objects alone. */
function poke(requestedAt: string) {
  const annotations = { "reconcile.fluxcd.io/requestedAt": requestedAt };
  return async (object: KubeObject) => {
    if (object.kind !== "GitRepository") return;
    await client.patch(refOf(object), { type: "merge", body: { metadata: { annotations } } });
  };
}

function refOf({ apiVersion, kind, metadata: { name, namespace = "" } }: KubeObject) {
  return { apiVersion, kind, name, namespace };
}

/** Does something with every object of every app, 25 apps at a time. */
async function each(act: (object: KubeObject) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < n; from += 25) {
    const many = Array.from({ length: Math.min(25, n - from) }, (_, i) => {
      const index = from + i;
      return app({ index, namespace: namespaces[index % tenants]!, url: git.url });
    });
    await Promise.all(many.map(async (objects) => {
      for (const object of objects) await act(object);
    }));
  }
}

/** From the beginning of `act` until every app runs a commit. */
async function measure(act: () => Promise<void>, commit: string): Promise<Phase> {
  const [writes, cpu, started] = [
    await writesOf(client),
    await cpuOf(kernel.pid),
    performance.now(),
  ];
  let peakMiB = 0;
  const acting = act();
  for (let ready = 0; ready < n;) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    peakMiB = Math.max(peakMiB, await memoryOf(kernel.pid));
    const { items } = await client.list(kinds.delivery);
    ready = items.filter((one) => runs(one, `main@sha1:${commit}`)).length;
  }
  const seconds = (performance.now() - started) / 1000;
  await acting;
  return {
    seconds,
    cpu: await cpuOf(kernel.pid) - cpu,
    writes: await writesOf(client) - writes,
    peakMiB,
  };
}

function runs(object: KubeObject, revision: string): boolean {
  const conditions = (at(object, "/status/conditions") ?? []) as { type: string; status: string }[];
  return at(object, "/status/lastAppliedRevision") === revision &&
    conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

/** No dry run; a lease is nothing that anybody declared. */
function isReal(labels: string): boolean {
  return labels.includes('dry_run=""') && !labels.includes('resource="leases"');
}

/** How many changes the API server was asked for so far, the bench's own among them; of those that `counts` takes by their labels. */
async function writesOf({ requester }: Client, counts = (_labels: string) => true) {
  const text = await requester.text({ method: "GET", path: "/metrics" });
  const lines = text.matchAll(
    /^apiserver_request_total\{([^}]*verb="(?:APPLY|PATCH|POST|PUT|DELETE)"[^}]*)\} (\S+)/gm,
  );
  return [...lines].filter(([, labels]) => counts(labels!))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}

async function startKernel(kubeconfig: string) {
  const health = "127.0.0.1:19441", artifacts = "127.0.0.1:19442", free = "127.0.0.1:0";
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", engineFlags, "-A", "--quiet", "--no-check", main, "run", "--log-level", "error"],
      ...["--state", folder, "--kubeconfig", kubeconfig, "--health", health, "--metrics", free],
      ...["--artifacts", artifacts, "--receiver", free, "--events", free],
    ],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const isReady = () =>
    fetch(`http://${health}/readyz`).then(async (response) => {
      await response.body?.cancel();
      return response.ok;
    }, () => false);
  while (!await isReady()) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    pid: child.pid,
    async stop() {
      try {
        child.kill("SIGTERM");
      } catch { /* it has ended by itself, and said why */ }
      await child.status;
    },
  };
}

function print(figures: readonly (readonly [string, number, string, number])[]): void {
  console.log(`${n} apps, ${tenants} ${tenants === 1 ? "tenant" : "tenants"}`);
  for (const [name, value, unit, bar] of figures) {
    const shown = `${Math.round(value * 100) / 100} ${unit}`.padEnd(16);
    console.log(`${name.padEnd(38)} ${shown} <= ${bar}  ${value <= bar ? "yes" : "NO"}`);
  }
}
