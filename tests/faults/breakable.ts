/** A cluster and kernels in processes of their own, one of whose writes meets a fault that is chosen beforehand. */
import { type Client, createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { createApiServer, kubeconfigOf, listen } from "../../plugins/cluster_embedded/mod.ts";
import { readCrds } from "schemas/crds/mod.ts";

const main = new URL("../../core/main.ts", import.meta.url).pathname;
const free = "127.0.0.1:0";
const servers = ["artifacts", "receiver", "events", "metrics", "health"];

/** What befalls a write. */
export type Fault =
  | { readonly kind: "kill"; readonly at: "before" | "after" }
  /** Refused, and nothing is done. */
  | { readonly kind: "refuse"; readonly status: number }
  /** Done, but answered as failed. */
  | { readonly kind: "lose"; readonly status: number }
  /** Done, and the answer breaks off. */
  | { readonly kind: "drop" }
  /** From here on nobody renews a lease, and the write is answered when `until` is over. */
  | { readonly kind: "stall"; readonly until: Promise<void> };

/** What befalls the `nth` write of a kernel, from 1. */
export interface Break {
  readonly nth: number;
  readonly fault: Fault;
}

/** One change that a kernel asked for, such as `PATCH /path`. */
interface Write {
  readonly by: number;
  readonly what: string;
}

export interface Breakable extends AsyncDisposable {
  readonly client: Client;
  /** What kernels changed since the last `run`; leases, events and dry runs do not count. */
  readonly writes: readonly Write[];
  /** Starts a kernel; `keepLeases` leaves those of the one before to run out. */
  run(when?: Break, options?: { readonly keepLeases?: boolean }): Promise<Kernel>;
}

export interface Kernel {
  readonly number: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  kill(): Promise<void>;
}

interface Armed {
  readonly when: Break;
  readonly kill: () => void;
}

const tokens = Array.from({ length: 8 }, (_, i) => `kernel-${i}`);

/** Starts a cluster. `state` holds what kernels may share: their bundles. */
export async function startBreakable(state: string): Promise<Breakable> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-faults-" });
  const users = new Map(
    [...tokens, "test"].map((name) => [name, { name, groups: ["system:masters"] }]),
  );
  const server = createApiServer({ users, controllers: "all" });
  const writes: Write[] = [];
  let armed: Armed | undefined, sealed = false, runs = 0;
  const fetch = async (request: Request): Promise<Response> => {
    if (sealed && isLease(request)) return failure(503);
    const by = tokens.indexOf(tokenOf(request));
    if (by < 0 || !isWrite(request)) return await server.fetch(request);
    const write = { by, what: `${request.method} ${new URL(request.url).pathname}` };
    writes.push(write);
    const hit = armed?.when.nth === writes.length ? armed : undefined;
    if (hit?.when.fault.kind === "stall") sealed = true;
    return hit ? await broken(hit, () => server.fetch(request)) : await server.fetch(request);
  };
  const listening = await listen({ ...server, fetch }, { http: true });
  for (const name of [...tokens, "test"]) {
    await Deno.writeTextFile(`${folder}/${name}`, kubeconfigOf(listening, name));
  }
  const client = createClient(await operatorConnection({ path: `${folder}/test` }));
  const manager = { fieldManager: "test", force: true };
  await Promise.all((await readCrds()).map((crd) => client.apply(crd, manager)));
  return {
    client,
    writes,
    async run(when, { keepLeases = false } = {}) {
      if (!keepLeases) {
        writes.length = 0;
        sealed = false;
        await forgetLeases(client);
      }
      const number = runs++;
      const store = keepLeases ? `store-${number}` : "store";
      const child = startKernel(folder, { state, number, store });
      const kill = () => kill9(child);
      armed = when && { when, kill };
      const ended = child.status.then(() => {});
      return { number, ended, kill: async () => (kill(), await ended) };
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await listening.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function broken(
  { when: { fault }, kill }: Armed,
  serve: () => Promise<Response>,
): Promise<Response> {
  if (fault.kind === "refuse") return failure(fault.status);
  if (fault.kind === "kill" && fault.at === "before") {
    kill();
    return failure(500);
  }
  const response = await serve();
  if (fault.kind === "kill") kill();
  if (fault.kind === "stall") await fault.until;
  if (fault.kind !== "lose" && fault.kind !== "drop") return response;
  await response.body?.cancel();
  return fault.kind === "lose" ? failure(fault.status) : new Response(brokenOff());
}

function brokenOff(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("{"));
    },
    pull(controller) {
      controller.error(new Error("the connection broke"));
    },
  });
}

function failure(code: number): Response {
  const reasons = new Map([[409, "Conflict"], [429, "TooManyRequests"], [504, "Timeout"]]);
  const reason = reasons.get(code) ?? "InternalError", message = "this is a fault";
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", message, reason, code };
  const headers = { "retry-after": "1" };
  return Response.json(status, { status: code, ...code === 429 && { headers } });
}

function tokenOf(request: Request): string {
  return request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
}

function isLease(request: Request): boolean {
  return request.method !== "GET" && tokenOf(request) === tokens[0] &&
    new URL(request.url).pathname.includes("/leases");
}

function isWrite(request: Request): boolean {
  const { pathname, searchParams } = new URL(request.url);
  return request.method !== "GET" && !searchParams.has("dryRun") &&
    !/\/(leases|events|subjectaccessreviews|selfsubjectaccessreviews)(\/|$)/.test(pathname);
}

interface KernelOptions {
  readonly state: string;
  readonly number: number;
  /** Name of its folder; one that starts while another runs needs its own. */
  readonly store: string;
}

function startKernel(
  folder: string,
  { state, number, store }: KernelOptions,
): Deno.ChildProcess {
  const addresses = servers.flatMap((name) => [`--${name}`, free]);
  const config = `${folder}/${tokens[number]}`;
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-check", main, "run", "--log-level", "error"],
      ...["--state", state, "--store", `${folder}/${store}`, "--kubeconfig", config],
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
