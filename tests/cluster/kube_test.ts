import { assert, assertEquals, assertRejects } from "@std/assert";
import { type KubeObject, type ObjectRef, refOf } from "contract";
import {
  ApiError,
  type Client,
  createClient,
  electLeader,
  executeGroup,
  FencedError,
  NoMatchError,
  type ObjectEvent,
  watchObjects,
} from "../../core/kube/mod.ts";
import { findAssets } from "./assets.ts";
import { type ControlPlane, startControlPlane } from "./control_plane.ts";

const ignore = findAssets() === undefined;
const namespace = "default";
let plane: ControlPlane;
let client: Client;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  plane = await startControlPlane();
  client = createClient({ server: plane.url, caCerts: [plane.caCert], token: () => plane.token });
});

Deno.test.afterAll(async () => {
  client?.close();
  await plane?.stop();
});

function configMap(name: string, data: Record<string, string> = {}): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data };
}

function configMapRef(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", name, namespace };
}

function claim(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore, fn });
}

async function until(met: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!met()) {
    assert(performance.now() < end, `not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

claim("client makes, reads, updates, patches and deletes an object", async () => {
  const made = await client.create(configMap("crud", { a: "1" }));
  assertEquals((await client.get(configMapRef("crud"))).data, { a: "1" });
  await client.update({ ...made, data: { a: "2" } });
  const stale = await assertRejects(() => client.update({ ...made, data: { a: "3" } }), ApiError);
  assertEquals([stale.status, stale.reason], [409, "Conflict"]);
  const merge = { type: "merge", body: { data: { b: "1" } } } as const;
  assertEquals((await client.patch(configMapRef("crud"), merge)).data, { a: "2", b: "1" });
  const json = { type: "json", body: [{ op: "remove", path: "/data/a" }] } as const;
  assertEquals((await client.patch(configMapRef("crud"), json)).data, { b: "1" });
  const wrong = { precondition: { uid: "11111111-1111-1111-1111-111111111111" } };
  const refused = await assertRejects(() => client.delete(configMapRef("crud"), wrong), ApiError);
  assertEquals(refused.status, 409);
  await client.delete(configMapRef("crud"), { precondition: { uid: made.metadata.uid! } });
  assertEquals(await client.find(configMapRef("crud")), undefined);
});

claim(
  "client.apply() names the fields and managers of a conflict, and force takes them over",
  async () => {
    await client.apply(configMap("owned", { a: "1" }), { fieldManager: "first" });
    const taken = () => client.apply(configMap("owned", { a: "2" }), { fieldManager: "second" });
    const conflict = await assertRejects(taken, ApiError);
    assertEquals([conflict.status, conflict.reason], [409, "Conflict"]);
    assertEquals(conflict.causes.map(({ reason, field }) => ({ reason, field })), [
      { reason: "FieldManagerConflict", field: ".data.a" },
    ]);
    assert(conflict.causes[0]!.message!.includes('"first"'));
    const forced = { fieldManager: "second", force: true };
    assertEquals((await client.apply(configMap("owned", { a: "2" }), forced)).data, { a: "2" });
  },
);

claim("a dry run is judged by the API server and changes nothing", async () => {
  await client.create(configMap("dry"), { dryRun: true });
  assertEquals(await client.find(configMapRef("dry")), undefined);
  const invalid = { ...configMap("Dry"), metadata: { name: "Not A Name", namespace } };
  const error = await assertRejects(() => client.create(invalid, { dryRun: true }), ApiError);
  assertEquals([error.status, error.reason], [422, "Invalid"]);
  assertEquals(error.causes[0]?.field, "metadata.name");
});

claim("a connection takes the certificate that it is told to, and no other", async () => {
  const token = () => plane.token;
  const version = async (tls: object) => {
    const other = createClient({ server: plane.url, token, ...tls });
    try {
      return await other.discovery.version();
    } finally {
      other.close();
    }
  };
  const caCerts = [plane.caCert];
  for (const tls of [{ insecure: true }, { caCerts, serverName: "kubernetes.default" }]) {
    assertEquals(await version(tls), await client.discovery.version());
  }
  for (const tls of [{}, { caCerts, serverName: "other.test" }]) {
    await assertRejects(() => version(tls));
  }
});

claim("client.as() names each group on its own, whatever carries the request", async () => {
  const insecure = createClient({ server: plane.url, token: () => plane.token, insecure: true });
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  for (const through of [client, insecure]) {
    const tenant = through.as({ user: "alice", groups: ["a", "b,c"] });
    const { status } = await tenant.create({ ...review, metadata: { name: "" } });
    const { userInfo } = status as { userInfo: { username: string; groups: string[] } };
    assertEquals(userInfo.username, "alice");
    assertEquals(userInfo.groups.slice(0, 2), ["a", "b,c"]);
  }
  insecure.close();
});

claim("client.as() has the rights of whom it stands for, its groups included", async () => {
  const alone = client.as({ user: "alice" });
  const error = await assertRejects(() => alone.get(configMapRef("owned")), ApiError);
  assertEquals([error.status, error.reason], [403, "Forbidden"]);
  assert(error.message.includes('"alice"'));
  const among = client.as({ user: "alice", groups: ["some", "system:masters"] });
  assertEquals((await among.get(configMapRef("owned"))).metadata.name, "owned");
});

claim(
  "client.list() fetches all pages, with kinds, selected, and with metadata alone",
  async () => {
    const names = Array.from({ length: 1_100 }, (_, i) => `page-${String(i).padStart(4, "0")}`);
    const labelled = (name: string): KubeObject => ({
      ...configMap(name, { a: "1" }),
      metadata: { name, namespace, labels: { half: Number(name.slice(5)) % 2 ? "odd" : "even" } },
    });
    const queue = [...names];
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let name; (name = queue.pop()) !== undefined;) await client.create(labelled(name));
    }));
    const listing = { apiVersion: "v1", kind: "ConfigMap", namespace };
    const all = await client.list({ ...listing, labels: "half" });
    assertEquals(all.items.map(({ metadata }) => metadata.name), names);
    assert(all.items.every(({ kind, apiVersion, data }) => kind && apiVersion && data));
    const odd = await client.list({ ...listing, labels: "half=odd", metadataOnly: true });
    assertEquals(odd.items.length, 550);
    assertEquals(odd.items[0]?.kind, "ConfigMap");
    assertEquals(odd.items[0]?.data, undefined);
  },
);

const definition: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.kube.test" },
  spec: {
    group: "kube.test",
    names: { kind: "Widget", plural: "widgets" },
    scope: "Namespaced",
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      subresources: { status: {} },
      schema: {
        openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    }],
  },
};

claim(
  "a round applies a new definition, and, once it is established, an object of it",
  async () => {
    const widget: KubeObject = {
      apiVersion: "kube.test/v1",
      kind: "Widget",
      metadata: { name: "one", namespace },
    };
    await assertRejects(() => client.get({ ...widget, name: "one", namespace }), NoMatchError);
    const { name } = definition.metadata;
    const ref = { apiVersion: definition.apiVersion, kind: definition.kind, name };
    const round = (target: number | KubeObject) =>
      executeGroup([{ do: "apply", targets: [target] }], {
        client,
        object: () => definition,
        fieldManager: "round",
      });
    const [first] = await round(0);
    assertEquals(first?.items?.[0]?.status, "created");
    await untilEstablished(ref);
    client.discovery.invalidate();
    const [second] = await round(widget);
    assertEquals(second?.items?.[0]?.status, "created");

    const object = await client.get({
      apiVersion: "kube.test/v1",
      kind: "Widget",
      name: "one",
      namespace,
    });
    const patch = { type: "merge", body: { status: { seen: 1 } } } as const;
    const options = { fieldManager: "status", subresource: "status" };
    const patched = await client.patch(refOf(object), patch, options);
    assertEquals([patched.status, patched.metadata.generation], [{ seen: 1 }, 1]);
  },
);

async function untilEstablished(ref: ObjectRef): Promise<void> {
  for (const end = performance.now() + 20_000;;) {
    const { status } = await client.get(ref);
    const { conditions = [] } = (status ?? {}) as {
      conditions?: { type: string; status: string }[];
    };
    if (conditions?.some((one) => one.type === "Established" && one.status === "True")) return;
    assert(performance.now() < end, "the definition is not established in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

claim("watchObjects() follows changes, and its cache is what a list answers", async () => {
  const ended = new AbortController();
  const events: ObjectEvent[] = [];
  const watch = watchObjects({
    client,
    signal: ended.signal,
    apiVersion: "v1",
    kind: "ConfigMap",
    labels: "watched",
    onEvent: (event) => events.push(event),
  });
  await watch.synced;
  const metadata = { name: "watched", namespace, labels: { watched: "yes" } };
  const made = await client.create({ ...configMap("watched"), metadata });
  await client.patch(configMapRef("watched"), { type: "merge", body: { data: { a: "1" } } });
  await client.delete(configMapRef("watched"));
  await client.create({ ...configMap("watched"), metadata });
  await until(() => events.length >= 4, JSON.stringify(events));
  ended.abort();
  await watch.done;
  assertEquals(events.map(({ type }) => type), ["added", "modified", "deleted", "added"]);
  assertEquals(events[2]?.object.metadata.uid, made.metadata.uid);
  const live = await client.get(configMapRef("watched"));
  assertEquals(watch.objects.get("default/watched")?.metadata.uid, live.metadata.uid);
});

claim(
  "one of two candidates leads, the other follows a release, and only a leader writes",
  async () => {
    const lease = {
      client,
      namespace,
      name: "leader",
      durationMs: 3_000,
      renewMs: 300,
      skewMs: 500,
    };
    const first = new AbortController(), second = new AbortController();
    const a = electLeader({ ...lease, identity: "a", signal: first.signal });
    await until(() => a.leading, "a leads");
    const b = electLeader({ ...lease, identity: "b", signal: second.signal });
    await client.fenced(a.fence).create(configMap("by-a"));
    await assertRejects(() => client.fenced(b.fence).create(configMap("by-b")), FencedError);
    first.abort();
    await a.done;
    await until(() => b.leading, "b leads");
    await assertRejects(() => client.fenced(a.fence).create(configMap("late")), FencedError);
    await client.fenced(b.fence).create(configMap("by-b"));
    second.abort();
    await b.done;
    assertEquals(await client.find(configMapRef("late")), undefined);
  },
);
