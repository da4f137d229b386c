import { fileURLToPath } from "node:url";
import { findAssets } from "../../cluster/assets.ts";
import { startControlPlane } from "../../cluster/control_plane.ts";

/** A server that is measured. */
export interface Measured extends AsyncDisposable {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly client?: Deno.HttpClient;
  /** Resident memory of the server's process, in MiB; absent where it has several. */
  memory?(): number;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const token = "bench";

/** `sluice cluster` in a process of its own, and the milliseconds until it said that it is ready. */
export async function startEmbedded(): Promise<Measured & { readonly readyMs: number }> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-net", "--allow-read", "--allow-write", "--allow-env"],
      ...["--allow-sys", `${root}core/main.ts`, "cluster", "--http", "--no-controllers"],
      ...["--token", token],
    ],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  const readyMs = performance.now() - began;
  return {
    url: value.slice("ready ".length).trim(),
    headers: { authorization: `Bearer ${token}` },
    readyMs,
    memory: () => residentMiB(child.pid),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await reader.cancel();
    },
  };
}

function residentMiB(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/** The real server, where its binaries are on this machine. */
export async function startReal(): Promise<Measured | undefined> {
  if (findAssets() === undefined) return undefined;
  const plane = await startControlPlane();
  const client = Deno.createHttpClient({ caCerts: [plane.caCert] });
  return {
    url: plane.url,
    headers: { authorization: `Bearer ${plane.token}` },
    client,
    async [Symbol.asyncDispose]() {
      client.close();
      await plane.stop();
    },
  };
}

/** Sends a request and reads the whole answer. Throws where the status is none of those expected. */
export async function ask(
  { url, headers, client }: Measured,
  path: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${url}${path}`, {
    ...init,
    headers: { "content-type": "application/json", ...headers, ...init.headers },
    ...(client === undefined ? {} : { client }),
  });
  return { status: response.status, text: await response.text() };
}
