/** The whole kernel in a process of its own, beside an embedded cluster: how soon it is ready, and what it takes when idle. */
import { createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { createApiServer, kubeconfigOf, listen } from "../../plugins/cluster_embedded/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";
import { engineFlags } from "./engine_flags.ts";
import type { Figure } from "./queue.ts";

const main = new URL("../../core/main.ts", import.meta.url).pathname;
const plugins = new URL("../../plugins/", import.meta.url).pathname;
const IDLE_SECONDS = 60, OBJECTS = 500, HEALTH_PORT = 19_440;
/** Clock ticks a second, as /proc counts them. */
const TICKS = 100;

interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly kubeconfig: string;
}

export async function kernelBench(): Promise<readonly Figure[]> {
  await using stage = await startStage();
  await (await startKernel(stage)).stop(); // the first start bundles; what is measured is every other
  const kernel = await startKernel(stage);
  const idle = await measureIdle(kernel.pid);
  const pss = await pssMiB(kernel.pid);
  await makeObjects(stage.kubeconfig);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const busy = await measureIdle(kernel.pid);
  await kernel.stop();
  return [
    figure("start of sluice run to ready", kernel.readyMs, "ms", 500),
    figure("kernel idle, all plugins declared, none running", pss, "MiB PSS", 90),
    figure("kernel idle, CPU over a minute", idle, "%", 0.05),
    figure(`the same with ${OBJECTS} objects`, busy, "%", 0.5),
  ];
}

function figure(name: string, value: number, unit: string, most: number): Figure {
  return {
    name,
    value: Math.round(value * 100) / 100,
    unit,
    bar: `<= ${most}`,
    reached: value <= most,
  };
}

async function startStage(): Promise<Stage> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-bench-" });
  const users = new Map([["bench", { name: "admin", groups: ["system:masters"] }]]);
  const listening = await listen(createApiServer({ users }), { http: true });
  const kubeconfig = `${folder}/kubeconfig`;
  await Deno.writeTextFile(kubeconfig, kubeconfigOf(listening, "bench"));
  const client = createClient(await operatorConnection({ path: kubeconfig }));
  for (const crd of await readCrds()) {
    await client.apply(crd as never, { fieldManager: "bench", force: true });
  }
  client.close();
  const shipped = await Deno.readTextFile(`${plugins}default.yaml`);
  const local =
    `server: { artifacts: "127.0.0.1:0", metrics: "127.0.0.1:0", health: "127.0.0.1:${HEALTH_PORT}", webhooks: "127.0.0.1:0" }`;
  await Deno.writeTextFile(
    `${folder}/config.yaml`,
    `${shipped.replaceAll(/use: (\w+)/g, `use: ${plugins}$1`)}\n${local}\n`,
  );
  return {
    folder,
    kubeconfig,
    async [Symbol.asyncDispose]() {
      await listening.close();
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    },
  };
}

async function startKernel({ folder, kubeconfig }: Stage) {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", engineFlags, "-A", "--quiet", main, "run", "--config", `${folder}/config.yaml`],
      ...["--state", `${folder}/state`, "--kubeconfig", kubeconfig, "--log-level", "error"],
    ],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  while (!await isReady()) await new Promise((resolve) => setTimeout(resolve, 5));
  const readyMs = performance.now() - started;
  const stop = async () => {
    child.kill("SIGTERM");
    await child.status;
  };
  return { pid: child.pid, readyMs, stop };
}

function isReady(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${HEALTH_PORT}/readyz`).then(async (response) => {
    await response.body?.cancel();
    return response.ok;
  }, () => false);
}

/** Percent of one core over a minute. */
async function measureIdle(pid: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = await ticksOf(pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  return (await ticksOf(pid) - before) / TICKS / IDLE_SECONDS * 100;
}

async function ticksOf(pid: number): Promise<number> {
  const fields = (await Deno.readTextFile(`/proc/${pid}/stat`)).split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function pssMiB(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+)/m.exec(text)![1]) / 1024;
}

/** Suspended, so that what is measured is watching them, not their reconciliation. */
async function makeObjects(kubeconfig: string): Promise<void> {
  const client = createClient(await operatorConnection({ path: kubeconfig }));
  for (let i = 0; i < OBJECTS; i++) {
    await client.apply({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: `app-${i}`, namespace: "default" },
      spec: { url: "https://git.example.com/app.git", interval: "1h", suspend: true },
    } as never, { fieldManager: "bench", force: true });
  }
  client.close();
}
