import { assert, assertEquals } from "@std/assert";
import { findAssets, version } from "./assets.ts";
import { type ControlPlane, startControlPlane } from "./control_plane.ts";
import { findClients } from "./kubectl.ts";

const absent = findAssets() === undefined;
const clients = absent ? undefined : await findClients();
let plane: ControlPlane;
let client: Deno.HttpClient;

Deno.test.beforeAll(async () => {
  if (absent) return;
  plane = await startControlPlane({ controllers: true });
  client = Deno.createHttpClient({ caCerts: [plane.caCert] });
});

Deno.test.afterAll(async () => {
  client?.close();
  await plane?.stop();
});

async function ask(
  path: string,
  { token = plane.token, body }: { token?: string; body?: unknown },
) {
  const response = await fetch(plane.url + path, {
    client,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

Deno.test({
  name: "the control plane is of the pinned version",
  ignore: absent,
  fn: async () => assertEquals((await ask("/version", {})).body.gitVersion, `v${version}`),
});

Deno.test({
  name: "the control plane makes a namespace, and its controllers a default service account in it",
  ignore: absent,
  async fn() {
    const metadata = { name: "first" };
    const made = await ask("/api/v1/namespaces", { body: { metadata } });
    assertEquals(made.status, 201);
    const path = "/api/v1/namespaces/first/serviceaccounts/default";
    const end = performance.now() + 20_000;
    while ((await ask(path, {})).status !== 200) {
      assert(performance.now() < end, await plane.logs());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
});

Deno.test({
  name: "the control plane denies a token that it does not know",
  ignore: absent,
  fn: async () => assertEquals((await ask("/api/v1/namespaces", { token: "guess" })).status, 401),
});

Deno.test({
  name: "kubectl from npm speaks with the control plane",
  ignore: clients === undefined,
  async fn() {
    const { stdout, success } = await new Deno.Command(clients!.kubectl, {
      args: ["--kubeconfig", plane.kubeconfig.path, "get", "namespace", "default", "-o", "name"],
    }).output();
    assert(success);
    assertEquals(new TextDecoder().decode(stdout), "namespace/default\n");
  },
});

Deno.test({
  name: "stop() leaves no folder behind",
  ignore: absent,
  async fn() {
    const path = await (async () => {
      await using other = await startControlPlane();
      return other.kubeconfig.path;
    })();
    assertEquals(await Deno.stat(path).catch(() => "gone"), "gone");
  },
});
