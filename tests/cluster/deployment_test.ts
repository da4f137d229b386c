/** What `sluice install` deploys, on the real API server: its Pod, and the kernel with its service account's rights alone. */
import { assertEquals, assertMatch } from "@std/assert";
import { parseAllDocuments } from "yaml";
import { at, type KubeObject, refOf } from "contract";
import { createCli } from "../../core/cli/mod.ts";
import { type Client, createClient } from "../../core/kube/mod.ts";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { startKernel } from "../fixtures/kernel.ts";
import { hasGit, startGitServer } from "../fixtures/git_server.ts";
import { walk } from "../fixtures/skeleton.ts";
import { findAssets } from "./assets.ts";
import { type ControlPlane, startControlPlane } from "./control_plane.ts";

const shipped = new URL("../../plugins/default.yaml", import.meta.url).pathname;
const manager = { fieldManager: "test", force: true };
const namespace = "flux-system";

Deno.test({
  name:
    "the Pod of sluice install is a restricted one, and its service account may do all that the kernel does",
  ignore: findAssets() === undefined || !hasGit,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using plane = await startControlPlane();
    const folder = await Deno.makeTempDir({ prefix: "sluice-deployment-" });
    const client = createClient(await operatorConnection({ path: plane.kubeconfig.path }));
    const objects = await installed(plane.kubeconfig.path, folder);
    const deployment = objects.find(({ kind }) => kind === "Deployment")!;
    await isRestricted(client, deployment);
    const kubeconfig = await asServiceAccount(client, plane, `${folder}/kubeconfig`);
    await using git = await startGitServer();
    const kernel = await startKernel({
      config: shipped,
      state: `${folder}/state`,
      local: true,
      kubeconfig,
      logLevel: "error",
      advertise: advertisedBy(deployment),
    });
    const applied = async () => {
      const { status } = await client.get(repository) as { status?: ArtifactStatus };
      assertMatch(
        status?.artifact.url ?? "",
        /^http:\/\/source-controller\.flux-system\.svc\.cluster\.local\.\/gitrepository\//,
      );
    };
    try {
      await walk({ client, git, applied });
      assertEquals(await holderOf(client), true);
    } finally {
      await kernel.stop();
      client.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const repository = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace: "default",
  name: "app",
};

interface ArtifactStatus {
  readonly artifact: { readonly url: string };
}

function advertisedBy(deployment: KubeObject): string {
  const args = at(deployment, "/spec/template/spec/containers/0/args") as readonly string[];
  return args.find((arg) => arg.startsWith("--advertise="))!.slice("--advertise=".length);
}

/** Installs, and answers what `--export` prints. */
async function installed(kubeconfig: string, folder: string): Promise<readonly KubeObject[]> {
  let out = "";
  const environment = { KUBECONFIG: kubeconfig, SLUICE_STATE: `${folder}/cli` };
  const output = { data: (text: string) => void (out += text), words: () => {} };
  const run = () => Promise.resolve();
  const cli = createCli({ run, environment, config: shipped, output });
  assertEquals(await cli.main(["install"]), 0);
  assertEquals(await cli.main(["install", "--export"]), 0);
  return parseAllDocuments(out).map((document) => document.toJS() as KubeObject);
}

/** Whether a namespace that lets in restricted Pods alone lets this one in. */
async function isRestricted(client: Client, deployment: KubeObject): Promise<void> {
  const label = "pod-security.kubernetes.io/enforce";
  const name = "strict", metadata = { name, labels: { [label]: "restricted" } };
  await client.apply({ apiVersion: "v1", kind: "Namespace", metadata }, manager);
  const { template } = deployment["spec"] as { template: KubeObject };
  const account = { name: "sluice", namespace: name };
  await client.apply({ apiVersion: "v1", kind: "ServiceAccount", metadata: account }, manager);
  const pod = { ...template, apiVersion: "v1", kind: "Pod" };
  const own = { ...template.metadata, name: "sluice", namespace: name };
  const made = await client.create({ ...pod, metadata: own }, { dryRun: true });
  assertEquals(refOf(made).name, "sluice");
}

/** A kubeconfig with a token of the deployment's service account, and nothing else. */
async function asServiceAccount(
  client: Client,
  { url, caCert }: ControlPlane,
  path: string,
): Promise<string> {
  const answer = await client.requester.json({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/sluice/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  }) as { status: { token: string } };
  const data = new TextEncoder().encode(caCert).toBase64();
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: url, "certificate-authority-data": data } }],
    users: [{ name: "u", user: { token: answer.status.token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  await Deno.writeTextFile(path, JSON.stringify(kubeconfig));
  return path;
}

/** Whether somebody holds the leases of the controllers that the kernel stands in for. */
async function holderOf(client: Client): Promise<boolean> {
  const apiVersion = "coordination.k8s.io/v1", kind = "Lease";
  const { items } = await client.list({ apiVersion, kind, namespace });
  const held = items.filter((lease) =>
    Boolean((lease["spec"] as { holderIdentity?: string }).holderIdentity)
  );
  return held.some(({ metadata }) => metadata.name === "kustomize-controller-leader-election");
}
