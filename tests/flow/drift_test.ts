/** Drift is told of by the watches of what deliveries own: at once, and of nobody's own writes. */
import { assert, assertEquals } from "@std/assert";
import type { KubeObject, ObjectRef } from "contract";
import { operatorConnection } from "../../core/cli/operator_connection.ts";
import { createClient } from "../../core/kube/mod.ts";
import { kubeCluster } from "../../core/reconcile/mod.ts";
import type { Drifted } from "../../core/reconcile/ports.ts";
import { createApiServer, kubeconfigOf, listen } from "../../plugins/cluster_embedded/mod.ts";
import { until } from "../fixtures/until.ts";

const label = "kustomize.toolkit.fluxcd.io/name", manager = "kustomize-controller";
const owner: ObjectRef = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  namespace: "default",
  name: "app",
};
const ref: ObjectRef = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "one" };

function configMap(data: Readonly<Record<string, string>>): KubeObject {
  const metadata = { name: "one", namespace: "default", labels: { [label]: "app" } };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

async function setup(stack: AsyncDisposableStack) {
  const users = new Map([["admin", { name: "admin", groups: ["system:masters"] }]]);
  const listening = await listen(createApiServer({ users }), { http: true });
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, kubeconfigOf(listening, "admin"));
  const client = createClient(await operatorConnection({ path }));
  const ended = new AbortController();
  stack.defer(async () => {
    ended.abort();
    client.close();
    await listening.close();
    await Deno.remove(path);
  });
  const cluster = kubeCluster({ client, signal: ended.signal, report: () => {} });
  const told: Drifted[] = [];
  cluster.drifted!((drifted) => told.push(drifted));
  const apply = async (object: KubeObject) => {
    const step = { do: "apply" as const, targets: [0], force: true };
    const given = { identity: {}, manager, set: [object], signal: ended.signal };
    const [result] = await cluster.execute([step], {
      ...given,
      owner: { ref: owner, label, manager },
    });
    assertEquals(result!.status, "done");
  };
  return { client, cluster, told, apply };
}

Deno.test({
  name:
    "Cluster.drifted() tells of an object that is gone within a moment, and of who changed another",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const { client, told, apply } = await setup(stack);
    await apply(configMap({ a: "1" }));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assertEquals(told, []);
    const began = performance.now();
    await client.delete(ref);
    await until(() => Promise.resolve(told.length > 0));
    assert(performance.now() - began < 1000, "it took a second");
    assertEquals(told.splice(0), [{ owner, object: ref, by: "" }]);
    await apply(configMap({ a: "1" }));
    const body = { data: { a: "2" } };
    await client.patch(ref, { type: "merge", body }, { fieldManager: "somebody" });
    await until(() => Promise.resolve(told.length > 0));
    assertEquals(told, [{ owner, object: ref, by: "somebody" }]);
  },
});

Deno.test({
  name:
    "Cluster.drifted() is silent about the owner's own applies and deletions, and what others add",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const { client, cluster, told, apply } = await setup(stack);
    await apply(configMap({ a: "1" }));
    await apply(configMap({ a: "2", b: "3" }));
    const body = { metadata: { annotations: { note: "seen" } } };
    await client.patch(ref, { type: "merge", body }, { fieldManager: "somebody" });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const own = { identity: {}, manager, set: [], signal: AbortSignal.timeout(10_000) };
    await cluster.execute([{ do: "delete", refs: [ref] }], own);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assertEquals(told, []);
  },
});
