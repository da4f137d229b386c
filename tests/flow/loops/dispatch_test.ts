import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Data, type FluxEvent, type KubeObject, transient } from "contract";
import { Dispatcher } from "../../../core/reconcile/dispatch/dispatch.ts";
import { eventIntake } from "../../../core/reconcile/dispatch/intake.ts";
import type { PlainPlugin } from "./plain_plugins.ts";
import { archiveSource, type Upstream } from "./sample_plugins.ts";
import { thing, World } from "./world.ts";

const group = "notification.toolkit.fluxcd.io";
type Profile = NonNullable<PlainPlugin["manifest"]["profile"]>;

function notifier(
  name: string,
  sent: FluxEvent[],
  { accepts, fail, secrets, until }: {
    accepts?: Profile["accepts"];
    fail?: string;
    secrets?: string[];
    until?: Promise<void>;
  } = {},
): PlainPlugin {
  const profile = {
    role: "provider",
    finalizer: "finalizers.example.dev",
    suspend: "/spec/suspend",
    ...(secrets && { secrets }),
    ...(accepts && { accepts }),
  } as const;
  return {
    manifest: {
      name,
      kind: "notifier",
      serves: [{ group, version: "v1beta3", kind: "Provider", when: { "/spec/type": name } }],
      profile,
    },
    methods: {
      async send({ event }: { event: FluxEvent }) {
        await until;
        if (fail !== undefined) throw transient("Refused", fail);
        sent.push(event);
        return {};
      },
    },
  };
}

function provider(name: string, type: string): KubeObject {
  return {
    apiVersion: `${group}/v1beta3`,
    kind: "Provider",
    metadata: { name, namespace: "apps" },
    spec: { type, address: "https://example.com" },
  };
}

function alert(name: string, spec: Data): KubeObject {
  const eventSources = [{ kind: "Archive", name: "*" }];
  return {
    apiVersion: `${group}/v1beta3`,
    kind: "Alert",
    metadata: { name, namespace: "apps" },
    spec: { eventSources, providerRef: { name: "chat" }, ...spec },
  };
}

async function setup(
  alerts: readonly KubeObject[],
  further: readonly PlainPlugin[] = [],
  settings: { readonly noCrossNamespaceRefs?: boolean } = {},
) {
  const sent: FluxEvent[] = [];
  const upstream: Upstream = { revision: "main@sha1:1", objects: [] };
  const plugins = [archiveSource(upstream), notifier("chat", sent), ...further];
  const world = new World({ plugins, settings });
  const dispatcher = new Dispatcher(world.controller);
  await world.start();
  for (const object of [provider("chat", "chat"), ...alerts]) world.cluster.put(object);
  await world.settle();
  const emit = async (message: string, more: Data = {}) => {
    const event = {
      involvedObject: {
        apiVersion: "example.dev/v1",
        kind: "Archive",
        name: "app",
        namespace: "apps",
      },
      severity: "info" as const,
      reason: "Told",
      message,
      metadata: { "example.dev/revision": "r1", "example.dev/digest": "d", "other.dev/x": "y" },
      timestamp: "2026-01-01T00:00:00Z",
      reportingController: "archive-controller",
      ...more,
    };
    world.bus.emit("event.emitted", { event });
    await world.settle();
  };
  return { world, sent, dispatcher, emit };
}

Deno.test("a source's event reaches the provider of every alert that wants it", async () => {
  const { world, sent } = await setup([alert("all", { summary: "prod" })]);
  await world.put(thing("Archive", "app", { interval: "10m" }));
  assertEquals(sent.map(({ reason, involvedObject }) => [reason, involvedObject.name]), [
    ["NewArtifact", "app"],
  ]);
  assertEquals(sent[0]!.metadata, { summary: "prod", revision: "main@sha1:1" });
  assertEquals(sent[0]!.reportingController, "archive-controller");
  assertEquals(sent[0]!.involvedObject.uid, "uid-of-app");
});

Deno.test("the same event is held back for five minutes, another text is not", async () => {
  const { world, sent, emit } = await setup([alert("all", {})]);
  for (const message of ["one", "one", "two"]) await emit(message);
  assertEquals(sent.map(({ message }) => message), ["one", "two"]);
  await world.pass(5 * 60_000);
  await emit("one");
  assertEquals(sent.length, 3);
});

Deno.test("severity, inclusion, exclusion, names and suspension decide what an alert wants", async () => {
  const { sent, emit, world } = await setup([
    alert("errors", { eventSeverity: "error", eventMetadata: { from: "errors" } }),
    alert("some", {
      inclusionList: ["^in", "("],
      exclusionList: ["out$"],
      eventMetadata: { from: "some" },
    }),
    alert("other", { eventSources: [{ kind: "Archive", name: "other" }] }),
    alert("asleep", { suspend: true }),
  ]);
  await emit("in");
  await emit("in and out");
  await emit("bad", { severity: "error" });
  assertEquals(sent.map(({ message, metadata }) => `${metadata?.["from"]}: ${message}`), [
    "some: in",
    "errors: bad",
  ]);
  assertStringIncludes(
    world.events("some")[0]!,
    "Warning InvalidConfig: failed to compile inclusion regex: (",
  );
});

Deno.test("a provider that fails is told on its alert, and harms no other", async () => {
  const broken = notifier("broken", [], { fail: "502 from the server" });
  const { world, sent, emit } = await setup([
    alert("a", { providerRef: { name: "broken" } }),
    alert("b", {}),
    alert("c", { providerRef: { name: "none" } }),
  ], [broken]);
  await world.put(provider("broken", "broken"));
  await emit("hello");
  assertEquals(sent.length, 1);
  assertEquals(world.events("a"), [
    "Warning NotificationDispatchFailed: failed to send notification for Archive/apps/app: 502 from the server",
  ]);
  assertStringIncludes(
    world.events("c")[0]!,
    `failed to read provider: Provider.${group} "none" not found`,
  );
});

Deno.test("an alert that may not have an event, or not its labels, says so; the Secret that is missing is named", async () => {
  const elsewhere = [{ kind: "Archive", name: "*", namespace: "other" }];
  const labelled = [{ kind: "Archive", name: "*", matchLabels: { team: "blue" } }];
  const { world, sent, emit } = await setup(
    [
      alert("far", { eventSources: elsewhere }),
      alert("labels", { eventSources: labelled }),
      alert("secret", { providerRef: { name: "keyed" } }),
    ],
    [notifier("keyed", [], { secrets: ["/spec/secretRef"] })],
    { noCrossNamespaceRefs: true },
  );
  const keyed = provider("keyed", "keyed");
  const spec = { ...keyed["spec"] as Data, secretRef: { name: "none" } };
  await world.put({ ...keyed, spec });
  await emit("near");
  const involvedObject = {
    apiVersion: "example.dev/v1",
    kind: "Archive",
    name: "app",
    namespace: "other",
  };
  await emit("far", { involvedObject });
  assertEquals(sent, []);
  const failed = "Warning NotificationDispatchFailed: failed to dispatch notification for Archive/";
  assertEquals(world.events("far"), [
    `${failed}other/app: discarding event, access denied to cross-namespace sources: alert 'apps/far' can't process event from 'Archive/other/app', cross-namespace references have been blocked`,
  ]);
  assertEquals(world.events("labels"), [
    "Warning SourceFetchFailed: error getting source object Archive/apps/app",
  ]);
  assertEquals(world.events("secret"), [
    `${failed}apps/app: failed to initialize notifier for provider 'keyed': failed to get secret 'apps/none': secrets "none" not found`,
  ]);
});

Deno.test("a provider gets its finalizer, and no status", async () => {
  const { world } = await setup([]);
  const ref = { apiVersion: `${group}/v1beta3`, kind: "Provider", namespace: "apps", name: "chat" };
  assertEquals(world.cluster.object(ref)?.metadata.finalizers, ["finalizers.example.dev"]);
  assertEquals(world.cluster.object(ref)?.["status"], undefined);
});

Deno.test("a slow provider holds up for a second those that come after, and no longer", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = notifier("slow", [], { until: promise });
  const { world, emit } = await setup([alert("a", { providerRef: { name: "slow" } })], [slow]);
  await world.put(provider("slow", "slow"));
  await emit("one");
  await emit("two");
  assertEquals(world.plugins.count("slow", "send"), 1);
  await world.pass(1000);
  assertEquals(world.plugins.count("slow", "send"), 2);
  resolve();
});

Deno.test("periodic events are for commit statuses alone", async () => {
  const statuses: FluxEvent[] = [];
  const further = [notifier("git", statuses, { accepts: ["commitStatus"] })];
  const alerts = [alert("chat", {}), alert("git", { providerRef: { name: "git" } })];
  const { world, sent, emit } = await setup(alerts, further);
  await world.put(provider("git", "git"));
  await emit("finished", { metadata: { "example.dev/commit_status": "update" } });
  await emit("created");
  assertEquals(sent.map(({ message }) => message), ["created"]);
  assertEquals(statuses.map(({ message }) => message), ["finished"]);
});

Deno.test("metadata that more than one side sets is told on the alert; the controller wins", async () => {
  const { world, sent, emit } = await setup([alert("a", { eventMetadata: { revision: "mine" } })]);
  await emit("hello");
  assertEquals(sent[0]!.metadata, { revision: "r1" });
  assertStringIncludes(world.events("a")[0]!, "Warning MetadataAppendFailed");
});

Deno.test("the intake takes events of other controllers: 202, 429 for the same again, 400 and 413", async () => {
  const { world, sent, dispatcher } = await setup([alert("all", {})]);
  const app = eventIntake(dispatcher);
  const event = {
    involvedObject: {
      kind: "Archive",
      name: "app",
      namespace: "apps",
      apiVersion: "example.dev/v1",
    },
    severity: "info",
    timestamp: "2026-01-01T00:00:00Z",
    message: "from afar",
    reason: "Told",
    reportingController: "some-controller",
    reportingInstance: "some-pod",
  };
  const post = async (body: string) => (await app.request("/", { method: "POST", body })).status;
  assertEquals(await post(JSON.stringify(event)), 202);
  assertEquals(await post(JSON.stringify(event)), 429);
  assertEquals(await post("{"), 400);
  assertEquals(await post(JSON.stringify({ ...event, message: "x".repeat(4 << 20) })), 413);
  await world.settle();
  assertEquals(sent.map(({ message }) => message), ["from afar"]);
  assertEquals(sent[0]!.reportingInstance, "some-pod");
});

Deno.test("the intake asks for its token, borne or as the password of the address", async () => {
  const { dispatcher } = await setup([]);
  const app = eventIntake(dispatcher, () => Promise.resolve("t0ken"));
  const status = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    return (await app.request("/", { method: "POST", body: "{}", headers })).status;
  };
  assertEquals(await status("Bearer t0ken"), 202);
  assertEquals(await status(`Basic ${btoa("flux:t0ken")}`), 202);
  for (const wrong of [undefined, "Bearer", "Bearer guess", "Basic ,"]) {
    assertEquals(await status(wrong), 401);
  }
});
