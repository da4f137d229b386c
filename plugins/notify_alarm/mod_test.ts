import { assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const address = "https://alarms.example.dev/api";
const all = () => ({ status: 202 });
const http = new Proxy({}, { get: () => all }) as NonNullable<World["http"]>;
const world: World = { manifest, http, secrets: { key: { token: "t0ken" } } };

conforms("notifier", plugin, manifest, { spec: { type: "alertmanager", address }, world });

const event = {
  involvedObject: { kind: "Kustomization", name: "app", namespace: "apps", uid: "u-1" },
  severity: "error",
  timestamp: "2026-01-01T00:00:00Z",
  message: "broken",
  reason: "BuildFailed",
  metadata: { env: "a:b", summary: "s" },
  reportingController: "kustomize-controller",
} as const;

/** What is sent for the event, as path, headers and JSON. */
async function sent(type: string, more: Record<string, unknown> = {}, about: object = event) {
  await using t = await harness(plugin, world);
  const spec = { type, address, secretRef: { name: "key" }, ...more };
  await t.calls.send({ spec, event: about as typeof event });
  return t.sent.map(({ url, headers, body }) => ({
    path: new URL(url).pathname,
    headers,
    body: JSON.parse(new TextDecoder().decode(body)),
  }));
}

Deno.test("send() fires an alert with the metadata as labels, and the summary as an annotation", async () => {
  const [one] = await sent("alertmanager");
  const [{ labels, annotations, startsAt }] = one!.body;
  assertObjectMatch(labels, { alertname: "FluxKustomizationBuildfailed", env: "a:b" });
  assertEquals(annotations, { message: "broken", summary: "s" });
  assertEquals([startsAt, one!.headers["authorization"]], [event.timestamp, "Bearer t0ken"]);
});

Deno.test("send() annotates Grafana in seconds, with no colon inside a tag", async () => {
  const [one] = await sent("grafana");
  const { when, tags } = one!.body;
  assertEquals([when, tags[2]], [1767225600, "env: a|b"]);
});

Deno.test("send() tells PagerDuty of errors as incidents, of the rest as changes, of progress nothing", async () => {
  const spec = { channel: "route" };
  const [failed] = await sent("pagerduty", spec);
  assertEquals([failed!.path, failed!.body.event_action], ["/v2/enqueue", "trigger"]);
  assertEquals(failed!.body.payload.summary, "build failed: kustomization/app");
  const fine = await sent("pagerduty", spec, { ...event, severity: "info" });
  assertEquals(fine.map(({ path }) => path), ["/v2/enqueue", "/v2/change/enqueue"]);
  assertEquals(fine[0]!.body, { routing_key: "route", event_action: "resolve", dedup_key: "u-1" });
  assertEquals(await sent("pagerduty", spec, { ...event, reason: "Progressing" }), []);
});

Deno.test("send() gives Opsgenie and Datadog their keys in headers, and wants one", async () => {
  const [opsgenie] = await sent("opsgenie");
  assertEquals(opsgenie!.headers["authorization"], "GenieKey t0ken");
  assertEquals(opsgenie!.body.details.severity, "error");
  const [datadog] = await sent("datadog");
  assertEquals([datadog!.path, datadog!.headers["dd-api-key"]], ["/api/v1/events", "t0ken"]);
  assertEquals(datadog!.body.tags[2], "kube_kind:kustomization");
  const bare = { secretRef: undefined };
  await assertRejects(() => sent("opsgenie", bare), Error, "empty Opsgenie apikey/token");
  await assertRejects(() => sent("datadog", bare), Error, "token cannot be empty");
});
