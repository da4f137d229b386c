/** A real control plane on this machine for the time of a test: etcd, kube-apiserver, and the controllers if asked. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Assets, findAssets } from "./assets.ts";
import { freePort, Guard, Program } from "./program.ts";

export interface ControlPlane extends AsyncDisposable {
  /** `https://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** The bearer token of `admin`, a member of `system:masters`. */
  readonly token: string;
  /** PEM: the authority that signed the API server's certificate. */
  readonly caCert: string;
  /** The same as a kubeconfig: the object, and the file that kubectl takes. */
  readonly kubeconfig: { readonly object: Kubeconfig; readonly path: string };
  /** The end of each program's log, for the message of a failed test. */
  logs(): Promise<string>;
  stop(): Promise<void>;
}

export interface Kubeconfig {
  readonly apiVersion: "v1";
  readonly kind: "Config";
  readonly clusters: readonly unknown[];
  readonly users: readonly unknown[];
  readonly contexts: readonly unknown[];
  readonly "current-context": string;
}

export interface ControlPlaneOptions {
  /** Run kube-controller-manager too: namespaces end, garbage is collected, workloads get pods. */
  readonly controllers?: boolean;
  /** Further flags for kube-apiserver. */
  readonly apiServerFlags?: readonly string[];
  /** Default: `findAssets()`. */
  readonly assets?: Assets;
}

const startAttempts = 3;
const readyMs = 90_000;

/**
 * Starts a control plane and resolves when it is ready, in 6 to 10 s. Throws where the binaries are absent
 * (ask `findAssets()` first) or do not get ready; the message then ends with their logs.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const assets = options.assets ?? findAssets();
  if (assets === undefined) {
    throw new Error("Cannot start the control plane: its binaries are absent, run cluster:build");
  }
  for (let attempt = 1;; attempt++) {
    const machine = await makeMachine();
    try {
      return await start(assets, options, machine);
    } catch (error) {
      const logs = await machine.logs();
      await machine.stop();
      // Another process may have taken a port between the asking and the listening.
      if (attempt < startAttempts && logs.includes("address already in use")) continue;
      throw new Error(`${error instanceof Error ? error.message : error}\n${logs}`);
    }
  }
}

/** A temporary folder, and the programs that live in it. */
interface Machine {
  readonly folder: string;
  run(path: string, flags: readonly string[]): Promise<Program>;
  logs(): Promise<string>;
  /** Ends all programs and removes the folder. */
  stop(): Promise<void>;
}

async function makeMachine(): Promise<Machine> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-cluster-" });
  const guard = new Guard(folder);
  const programs: Program[] = [];
  return {
    folder,
    async run(path, flags) {
      const program = new Program(path, flags, folder);
      programs.push(program);
      await guard.watch(program);
      return program;
    },
    async logs() {
      return (await Promise.all(programs.map((program) => program.tail()))).join("\n");
    },
    async stop() {
      await Promise.all(programs.map((program) => program.stop()));
      await guard.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function start(
  assets: Assets,
  options: ControlPlaneOptions,
  machine: Machine,
): Promise<ControlPlane> {
  const { folder } = machine;
  const token = randomBytes(24).toString("base64url");
  const etcd = `http://127.0.0.1:${freePort()}`;
  const port = freePort();
  const url = `https://127.0.0.1:${port}`;
  await writeKeys(folder, token);
  await machine.run(assets.etcd, etcdFlags(folder, etcd));
  const flags = apiServerFlags(folder, etcd, port, options.controllers === true);
  const server = await machine.run(assets.apiServer, [...flags, ...options.apiServerFlags ?? []]);
  await ready(server, url, token, `${folder}/certificates/apiserver.crt`);
  const caCert = await Deno.readTextFile(`${folder}/certificates/apiserver.crt`);
  const kubeconfig = { object: kubeconfigOf(url, token, caCert), path: `${folder}/kubeconfig` };
  await Deno.writeTextFile(kubeconfig.path, JSON.stringify(kubeconfig.object));
  if (options.controllers === true) {
    if (assets.controllerManager === undefined) {
      throw new Error("Cannot start the controllers: kube-controller-manager is absent");
    }
    await machine.run(assets.controllerManager, controllerFlags(folder, kubeconfig.path));
  }
  let stopped: Promise<void> | undefined;
  const stop = () => stopped ??= machine.stop();
  return { url, token, caCert, kubeconfig, logs: machine.logs, stop, [Symbol.asyncDispose]: stop };
}

async function writeKeys(folder: string, token: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await Deno.writeTextFile(`${folder}/service-account.key`, privateKey, { mode: 0o600 });
  await Deno.writeTextFile(`${folder}/service-account.pub`, publicKey);
  await Deno.writeTextFile(`${folder}/tokens.csv`, `${token},admin,admin,system:masters\n`, {
    mode: 0o600,
  });
}

function etcdFlags(folder: string, url: string): string[] {
  const peer = `http://127.0.0.1:${freePort()}`;
  return [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
}

function apiServerFlags(
  folder: string,
  etcd: string,
  port: number,
  controllers: boolean,
): string[] {
  const flags = [
    `--etcd-servers=${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${folder}/certificates`,
    `--token-auth-file=${folder}/tokens.csv`,
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${folder}/service-account.pub`,
    `--service-account-signing-key-file=${folder}/service-account.key`,
    "--allow-privileged=true",
    "--endpoint-reconciler-type=none",
  ];
  // Nobody makes the default ServiceAccount that this admission plugin asks for.
  return controllers ? flags : [...flags, "--disable-admission-plugins=ServiceAccount"];
}

function controllerFlags(folder: string, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${folder}/service-account.key`,
    `--cert-dir=${folder}/controller-certificates`,
    "--bind-address=127.0.0.1",
    `--secure-port=${freePort()}`,
    "--use-service-account-credentials=false",
    "--leader-elect=false",
    "--controllers=*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
  ];
}

async function ready(server: Program, url: string, token: string, ca: string): Promise<void> {
  const end = performance.now() + readyMs;
  while (performance.now() < end) {
    if (server.exited) throw new Error("Cannot start the control plane: kube-apiserver exited");
    if (await isReady(url, token, ca)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Cannot start the control plane: not ready after ${readyMs / 1000} s`);
}

/** False as long as there is no certificate, nobody listens, or a check of /readyz fails. */
async function isReady(url: string, token: string, ca: string): Promise<boolean> {
  try {
    using client = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(ca)] });
    const headers = { authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(5_000);
    const response = await fetch(`${url}/readyz`, { client, headers, signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function kubeconfigOf(server: string, token: string, caCert: string): Kubeconfig {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority-data": btoa(caCert) } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
    "current-context": "test",
  };
}
