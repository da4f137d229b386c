/** A cluster and a kernel in a process of its own that is killed right before or right after a chosen write. */
import { type Client, createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { createApiServer, kubeconfigOf, listen } from "../../plugins/cluster_embedded/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";

const main = new URL("../../core/main.ts", import.meta.url).pathname;
const free = "127.0.0.1:0";
const servers = ["artifacts", "receiver", "events", "metrics", "health"];

/** When a kernel is to be killed: at the `nth` time, from 1, that it writes `write`, such as `PATCH /path`. */
export interface Break {
  readonly write: string;
  readonly nth: number;
  readonly at: "before" | "after";
}

export interface Breakable extends AsyncDisposable {
  readonly client: Client;
  /** What the kernel changed so far, as `PATCH /path`; leases, events and dry runs do not count. */
  readonly writes: readonly string[];
  /** Starts a kernel; resolves when it was killed. */
  run(when?: Break): Promise<Kernel>;
}

export interface Kernel {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  kill(): Promise<void>;
}

/** Starts a cluster. `state` holds what kernels may share: their bundles. */
export async function startBreakable(state: string): Promise<Breakable> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-faults-" });
  const users = new Map(
    ["kernel", "test"].map((name) => [name, { name, groups: ["system:masters"] }]),
  );
  const server = createApiServer({ users, controllers: "all" });
  const writes: string[] = [];
  let armed: { readonly when: Break; readonly kill: () => void } | undefined;
  const fetch = async (request: Request): Promise<Response> => {
    if (!isWrite(request)) return await server.fetch(request);
    writes.push(`${request.method} ${new URL(request.url).pathname}`);
    const hit = armed && isAt(armed.when, writes) ? armed : undefined;
    if (hit?.when.at === "before") {
      hit.kill();
      return new Response(null, { status: 500 });
    }
    const response = await server.fetch(request);
    hit?.kill();
    return response;
  };
  const listening = await listen({ ...server, fetch }, { http: true });
  await Deno.writeTextFile(`${folder}/kernel`, kubeconfigOf(listening, "kernel"));
  await Deno.writeTextFile(`${folder}/test`, kubeconfigOf(listening, "test"));
  const client = createClient(await operatorConnection({ path: `${folder}/test` }));
  const manager = { fieldManager: "test", force: true };
  await Promise.all((await readCrds()).map((crd) => client.apply(crd, manager)));
  return {
    client,
    writes,
    async run(when) {
      writes.length = 0;
      await forgetLeases(client);
      const child = startKernel(folder, state);
      const kill = () => kill9(child);
      armed = when && { when, kill };
      const ended = child.status.then(() => {});
      return { ended, kill: async () => (kill(), await ended) };
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await listening.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Whether the last of `writes` is the one that is waited for. */
function isAt({ write, nth }: Break, writes: readonly string[]): boolean {
  return writes.at(-1) === write && writes.filter((other) => other === write).length === nth;
}

function isWrite(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url);
  return request.method !== "GET" && !searchParams.has("dryRun") &&
    request.headers.get("authorization") === "Bearer kernel" &&
    !/\/(leases|events|subjectaccessreviews|selfsubjectaccessreviews)(\/|$)/.test(pathname);
}

function startKernel(folder: string, state: string): Deno.ChildProcess {
  const addresses = servers.flatMap((name) => [`--${name}`, free]);
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-check", main, "run", "--log-level", "error"],
      ...["--state", state, "--store", `${folder}/store`, "--kubeconfig", `${folder}/kernel`],
      ...addresses,
    ],
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function kill9(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** As if the leases of the kernel that was killed had run out. */
async function forgetLeases(client: Client): Promise<void> {
  const kind = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };
  const { items } = await client.list({ ...kind, namespace: "flux-system" });
  for (const { metadata } of items) {
    await client.delete({ ...kind, namespace: "flux-system", name: metadata.name });
  }
}
