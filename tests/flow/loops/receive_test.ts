import { assertEquals, assertMatch } from "@std/assert";
import type { AcceptRequest, Cx, Data, KubeObject, ObjectRef } from "contract";
import { webhookServer } from "../../../core/reconcile/receive/hook.ts";
import type { PlainPlugin } from "./plain_plugins.ts";
import { archiveSource, type Upstream } from "./sample_plugins.ts";
import { refTo, thing, World } from "./world.ts";

const apiVersion = "notification.toolkit.fluxcd.io/v1";
const receiverRef: ObjectRef = { apiVersion, kind: "Receiver", namespace: "apps", name: "hook" };

const plugin: PlainPlugin = {
  manifest: {
    name: "plain-hook",
    kind: "receiver",
    serves: [{ group: "notification.toolkit.fluxcd.io", version: "v1", kind: "Receiver" }],
    profile: {
      controller: "notification-controller",
      interval: "/spec/interval",
      suspend: "/spec/suspend",
      finalizer: "finalizers.fluxcd.io",
      secrets: ["/spec/secretRef"],
      conditions: { summary: ["Ready"] },
    },
  },
  methods: {
    accept({ headers }: AcceptRequest, _cx: Cx) {
      if (headers["x-bad"]) return { refused: true, message: "bad signature" };
      return { refused: false, event: headers["x-event"] ?? "push", body: { ref: "main" } };
    },
  },
};

function receiver(spec: Data): KubeObject {
  return {
    apiVersion,
    kind: "Receiver",
    metadata: { name: "hook", namespace: "apps" },
    spec: {
      type: "plain",
      interval: "10m",
      secretRef: { name: "token" },
      resources: [{ kind: "Archive", name: "app" }],
      ...spec,
    },
  };
}

async function setup(spec: Data = {}, { secret = true } = {}) {
  const upstream: Upstream = { revision: "main@sha1:1", objects: [] };
  const world = new World({ plugins: [archiveSource(upstream), plugin] });
  await world.start();
  if (secret) {
    const data = { token: btoa("s3cret") };
    await world.put({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "token", namespace: "apps" },
      data,
    });
  }
  await world.put(thing("Archive", "app", { interval: "10m" }));
  await world.put(receiver(spec));
  const path = () => String(world.status(receiverRef)["webhookPath"]);
  const app = webhookServer(world.controller);
  const call = async (
    options: { headers?: Record<string, string>; at?: string; body?: string } = {},
  ) => {
    const { headers = {}, at = path(), body = "{}" } = options;
    const answer = await app.request(at, { method: "POST", headers, body });
    await world.settle();
    return answer.status;
  };
  const pulls = () => world.plugins.count("archive", "pull");
  return { world, call, pulls, path };
}

Deno.test("a receiver's path is the hash of its token, name and namespace", async () => {
  const { world, path } = await setup();
  assertMatch(path(), /^\/hook\/[0-9a-f]{64}$/);
  assertEquals(world.conditions(receiverRef), [
    `Ready=True/Succeeded: Receiver initialized for path: ${path()}`,
  ]);
  assertEquals(world.events("hook"), [
    "Normal Succeeded: Reconciliation finished, next run in 10m0s",
  ]);
});

Deno.test("a webhook that its plugin accepts has the resources reconciled at once", async () => {
  const { call, pulls, world } = await setup();
  const before = pulls();
  assertEquals(await call(), 200);
  assertEquals(pulls(), before + 1);
  assertEquals(typeof world.status(refTo("Archive", "app"))["lastHandledReconcileAt"], "string");
  const { given } = world.plugins.calls.find(({ method }) => method === "accept")!;
  assertEquals(given.files?.["body"], new TextEncoder().encode("{}"));
});

Deno.test("a webhook is answered as Flux answers: 404, 503, 413, 400, 500", async () => {
  const { world, call, path } = await setup({ events: ["PUSH"] });
  assertEquals(await call({ at: "/hook/unknown" }), 404);
  assertEquals(await call({ at: `${path()}?x=1` }), 404);
  assertEquals(await call({ headers: { "x-bad": "1" } }), 400);
  assertEquals(await call({ headers: { "x-event": "ping" } }), 400);
  assertEquals(await call({ body: "x".repeat((3 << 20) + 1) }), 413);
  assertEquals(await call({ headers: { "x-event": "push" } }), 200);
  world.cluster.change(receiverRef, { spec: { resources: [{ kind: "Archive", name: "none" }] } });
  await world.settle();
  assertEquals(await call(), 500);
  world.cluster.change(receiverRef, { spec: { suspend: true } });
  await world.settle();
  assertEquals(await call(), 503);
});

Deno.test("a filter sees the object's metadata, and the request where it says that it is JSON", async () => {
  const resourceFilter = 'res.metadata.name == "app" && req.ref == "main"';
  const { call, pulls } = await setup({ resourceFilter });
  const before = pulls();
  assertEquals(await call({ headers: { "content-type": "application/json" } }), 200);
  assertEquals(pulls(), before + 1);
  assertEquals(await call(), 500);
});

Deno.test("an invalid filter stalls the receiver, which has no path then", async () => {
  const { world, path } = await setup({ resourceFilter: "res.metadata.name" });
  assertEquals(path(), "undefined");
  assertMatch(world.conditions(receiverRef)[0]!, /^Stalled=True\/InvalidCELExpression/);
});

Deno.test("a receiver without its secret has no path, and gets one when the secret comes", async () => {
  const { world, path } = await setup({}, { secret: false });
  assertEquals(path(), "undefined");
  assertEquals(
    world.conditions(receiverRef)[1],
    "Ready=False/TokenNotFound: unable to read token from secret 'apps/token' error: secrets \"token\" not found",
  );
  await world.put({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "token",
      namespace: "apps",
      labels: { "reconcile.fluxcd.io/watch": "Enabled" },
    },
    data: { token: btoa("s3cret") },
  });
  assertMatch(path(), /^\/hook\//);
});
