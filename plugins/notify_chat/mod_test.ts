import { assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const origin = "https://chat.example.dev";
const secrets = { bot: { token: "t0ken", username: "bot@example.dev", password: "key" } };
const all = () => ({ status: 200 });
const world: World = { manifest, secrets, http: { [`${origin}/hook`]: all } };

conforms("notifier", plugin, manifest, {
  spec: { type: "msteams", address: `${origin}/hook` },
  world,
});

const event = {
  involvedObject: { kind: "Kustomization", name: "app", namespace: "apps" },
  severity: "error",
  timestamp: "2026-01-01T00:00:00Z",
  message: "broken",
  reason: "BuildFailed",
  metadata: { env: "prod", summary: "s" },
  reportingController: "kustomize-controller",
} as const;

/** The one request for the event, to a provider of a type, at any address of the origin. */
async function sent(type: string, spec: Record<string, string> = {}, address = `${origin}/hook`) {
  const http = new Proxy({}, { get: () => all }) as NonNullable<World["http"]>;
  await using t = await harness(plugin, { ...world, http });
  await t.calls.send({ spec: { type, address, secretRef: { name: "bot" }, ...spec }, event });
  const [{ url, method, headers, body }] = t.sent as [typeof t.sent[0]];
  return { url, method, headers, body: new TextDecoder().decode(body) };
}

Deno.test("send() gives Teams an adaptive card, and its older connectors a message card", async () => {
  const { attachments } = JSON.parse((await sent("msteams")).body);
  const [{ items: [title, text, { facts }] }] = attachments[0].content.body;
  assertEquals([title.text, text.color], ["kustomization/app.apps", "attention"]);
  assertEquals(facts.map(({ title }: { title: string }) => title), ["summary", "env"]);
  const old = await sent("msteams", {}, "https://x.webhook.office.com/hook");
  assertObjectMatch(JSON.parse(old.body), { "@type": "MessageCard", themeColor: "FF0000" });
});

Deno.test("send() gives Google Chat and Lark their cards", async () => {
  const { cards: [card] } = JSON.parse((await sent("googlechat")).body);
  assertEquals(card.header.subtitle, "kustomize-controller");
  assertEquals(
    card.sections[0].widgets[0].textParagraph.text,
    '<font color="#ff0000">broken</font>',
  );
  const { card: lark } = JSON.parse((await sent("lark")).body);
  assertEquals(lark.header.template, "red");
  assertEquals(lark.elements[0].text.content, "**broken**\n\nenv: prod\nsummary: s\n");
});

Deno.test("send() bears the token for Webex and Matrix, and names the room", async () => {
  const webex = await sent("webex", { channel: "room" });
  assertEquals(webex.headers["authorization"], "Bearer t0ken");
  assertEquals(JSON.parse(webex.body).roomId, "room");
  const matrix = await sent("matrix", { channel: "!r:example.dev" }, origin);
  assertEquals([matrix.method, JSON.parse(matrix.body).msgtype], ["PUT", "m.text"]);
  const path = "/_matrix/client/r0/rooms/!r:example.dev/send/m.room.message/";
  assertEquals(new URL(matrix.url).pathname.startsWith(path), true);
});

Deno.test("send() posts a form to Zulip's API, and refuses a channel without a topic", async () => {
  const { url, headers, body } = await sent("zulip", { channel: "ops/flux" }, `${origin}/x`);
  assertEquals([url, headers["authorization"]?.startsWith("Basic ")], [
    `${origin}/api/v1/messages`,
    true,
  ]);
  const form = Object.fromEntries(new URLSearchParams(body));
  assertObjectMatch(form, { type: "stream", to: "ops", topic: "flux" });
  assertEquals(
    form["content"],
    "## Flux Status\n\n⚠️ Kustomization/apps/app\n\nbroken\n\nMetadata:\n* `env`: prod\n* `summary`: s\n",
  );
  await assertRejects(() => sent("zulip", { channel: "ops" }), Error, "expected <channel>/<topic>");
});

Deno.test("send() shows Webex and Matrix an empty bearer where there is no token", async () => {
  const http = new Proxy({}, { get: () => all }) as NonNullable<World["http"]>;
  await using t = await harness(plugin, { ...world, http });
  for (const type of ["webex", "matrix"]) {
    await t.calls.send({ spec: { type, address: origin, channel: "room" }, event });
    assertEquals(t.sent.at(-1)!.headers["authorization"]?.trim(), "Bearer");
  }
});
