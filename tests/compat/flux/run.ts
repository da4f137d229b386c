/**
 * Plays scenarios that were recorded on Flux's own controllers against this system, with the corpus' own runner:
 * `deno run -A tests/compat/flux/run.ts [real|embedded] PATTERN [further options of the runner]` prints what differs;
 * with SCENARIOS=FOLDER in the environment, of the scenarios there.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { operatorConnection } from "../../../core/cli/operator_connection.ts";
import { startKernel } from "../../fixtures/kernel.ts";
import { createClient } from "../../../core/kube/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";
import { findAssets } from "../../cluster/assets.ts";
import { startControlPlane } from "../../cluster/control_plane.ts";
import { findClients } from "../../cluster/kubectl.ts";
import { hasGit } from "../../fixtures/git_server.ts";
import { CORPUS, exists } from "../corpus.ts";

/** The real control plane of tests/cluster, or the embedded API server without simulated nodes. */
export type ClusterKind = "real" | "embedded";

/** What the runner counted, scenario by scenario and level by level. */
export interface Judgement {
  readonly passed: number;
  /** Names of the scenarios that failed. */
  readonly failed: readonly string[];
  readonly skipped: number;
  /** Scenarios whose prose is the same as well. */
  readonly sameText: number;
  /** Deviations that no longer differ. */
  readonly stale: readonly string[];
  /** All that the runner printed. */
  readonly output: string;
}

const runner = `${CORPUS}flux/compare.ts`;
const clients = await findClients();
const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** What is missing to play scenarios against such a cluster; undefined where all is there. */
export function lacks(cluster: ClusterKind): string | undefined {
  if (!exists(runner)) return "the corpus";
  if (!hasGit) return "git";
  if (clients === undefined) return "kubectl";
  return cluster === "real" && findAssets() === undefined ? "the control plane" : undefined;
}

export interface JudgeOptions {
  readonly cluster: ClusterKind;
  /** Names of scenarios, as a regular expression. */
  readonly only: string;
  /** A folder of scenarios in the form of the corpus, in the place of its own. */
  readonly scenarios?: URL;
  readonly parallel?: number;
  /** A file, as the runner's README has it. */
  readonly deviations?: URL;
  /** Further options of the runner. */
  readonly further?: readonly string[];
  /** How often what failed is played again. */
  readonly again?: number;
}

/**
 * Starts a cluster and the system on it, plays the scenarios, and ends both. What fails is played again, alone, up to twice unless told otherwise: some
 * scenarios do one thing after another before a retry is due, which a machine at its limits does not always manage.
 */
export async function judge(options: JudgeOptions): Promise<Judgement> {
  await using stack = new AsyncDisposableStack();
  const { kubeconfig, reached } = await startCluster(options.cluster, stack);
  const { receiver } = await startSystem(kubeconfig, stack);
  const { parallel = 6, deviations, further = [], scenarios, again: most = 2 } = options;
  const program = scenarios ? await runnerBeside(scenarios, stack) : runner;
  const play = async (only: string, parallel: number) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-lock", "--no-config", "-A", program, ...reached],
        ...["--only", only, "--parallel", String(parallel), "--receiver", receiver],
        ...deviations === undefined ? [] : ["--deviations", fileURLToPath(deviations)],
        ...further,
      ],
      env: { KUBECTL: clients!.kubectl },
      stderr: "inherit",
    }).output();
    return read(new TextDecoder().decode(stdout));
  };
  let found = await play(options.only, parallel);
  for (let again = 0; again < most && found.failed.length > 0; again++) {
    found = joined(found, await play(`^(${found.failed.join("|")})$`, 1));
  }
  return found;
}

/** The runner plays what lies beside it. */
async function runnerBeside(scenarios: URL, stack: AsyncDisposableStack): Promise<string> {
  const folder = await temporary("sluice-scenarios-", stack);
  for (const from of [new URL(".", pathToFileURL(runner)), scenarios]) {
    for await (const { name, isDirectory } of Deno.readDir(from)) {
      if (isDirectory && from !== scenarios) continue;
      await copy(`${fileURLToPath(from)}/${name}`, `${folder}/${name}`);
    }
  }
  return `${folder}/compare.ts`;
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}

function read(output: string): Judgement {
  const counts = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(output);
  if (!counts) throw new Error(`Cannot judge: the runner did not end\n${output}`);
  const all = (pattern: RegExp) => [...output.matchAll(pattern)].map(([, found]) => found!);
  return {
    passed: Number(counts[1]),
    failed: all(/^FAIL ([^\s:]+)/gm),
    skipped: Number(counts[3]),
    sameText: all(/^ok {3}(\S+) \S+(?: \((?!.*text).*\))?$/gm).length,
    stale: all(/^STALE deviation \(it does not differ\): (.*)$/gm),
    output,
  };
}

function joined(first: Judgement, again: Judgement): Judgement {
  return {
    ...first,
    passed: first.passed + again.passed,
    failed: again.failed,
    sameText: first.sameText + again.sameText,
    output: `${first.output}\nAgain, alone:\n${again.output}`,
  };
}

/** Answers the path of a kubeconfig, and how the runner reaches the cluster: kubectl sends no token without TLS. */
async function startCluster(kind: ClusterKind, stack: AsyncDisposableStack) {
  if (kind === "real") {
    const { path } = stack.use(await startControlPlane({ controllers: true })).kubeconfig;
    return { kubeconfig: path, reached: ["--kubeconfig", path] };
  }
  const folder = await temporary("sluice-embedded-", stack);
  const path = `${folder}/kubeconfig`, token = crypto.randomUUID();
  const main = `${repository}plugins/cluster_embedded/main.ts`;
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", main, "--http", "--no-nodes"],
      ...["--token", token, "--kubeconfig", path],
    ],
    stdout: "piped",
  }).spawn();
  stack.defer(async () => {
    process.kill("SIGTERM");
    await process.status;
  });
  const lines = process.stdout.getReader();
  const [, server] = new TextDecoder().decode((await lines.read()).value).trim().split(" ");
  lines.releaseLock();
  process.stdout.cancel().catch(() => {});
  return { kubeconfig: path, reached: ["--server", server!, "--token", token] };
}

async function startSystem(kubeconfig: string, stack: AsyncDisposableStack) {
  const client = createClient(await operatorConnection({ path: kubeconfig }));
  stack.defer(() => client.close());
  for (const crd of await readCrds()) {
    await client.apply(crd as never, { fieldManager: "sluice", force: true });
  }
  const kernel = await startKernel({
    config: `${repository}plugins/default.yaml`,
    state: await temporary("sluice-judge-", stack),
    local: true,
    kubeconfig,
    logLevel: "error",
  });
  stack.defer(() => kernel.stop());
  const { hostname, port } = kernel.servers.addresses["webhooks"]!;
  return { receiver: `http://${hostname}:${port}` };
}

async function temporary(prefix: string, stack: AsyncDisposableStack): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix });
  stack.defer(() => Deno.remove(folder, { recursive: true }).catch(() => {}));
  return folder;
}

if (import.meta.main) {
  const [cluster = "real", only = "", ...further] = Deno.args;
  const missing = lacks(cluster as ClusterKind);
  if (missing !== undefined) throw new Error(`Cannot play the scenarios: ${missing} is missing`);
  const folder = Deno.env.get("SCENARIOS");
  const scenarios = folder === undefined ? {} : { scenarios: pathToFileURL(`${folder}/`) };
  const options = { cluster: cluster as ClusterKind, only, further, again: 0, ...scenarios };
  const { output } = await judge(options);
  console.log(output);
}
