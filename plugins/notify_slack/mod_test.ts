import { assertEquals, assertRejects } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const address = "https://hooks.slack.com/services/T/B/x", type = "slack";
const api = "https://slack.com/api/chat.postMessage";
const world: World = { manifest, http: { [address]: { body: "ok" } } };

conforms("notifier", plugin, manifest, { spec: { type, address }, world });

Deno.test("send() writes one attachment with the metadata as fields, under the controller's name", async () => {
  await using t = await harness(plugin, world);
  await t.calls.send({ spec: { type, address, channel: "general" } });
  const [{ headers, body }] = t.sent as [typeof t.sent[0]];
  const { channel, username, attachments: [one] } = JSON.parse(new TextDecoder().decode(body));
  assertEquals([channel, username === "" || headers["authorization"]], ["general", undefined]);
  assertEquals([one.color, one.author_name], ["good", "configmap/settings.default"]);
  assertEquals(one.fallback, `configmap/settings.default: ${one.text}`);
});

Deno.test("send() bears the Secret's token, and believes the API's answer rather than its status", async () => {
  const http = { [api]: { body: '{"ok":false,"error":"channel_not_found"}' } };
  await using t = await harness(plugin, { ...world, http, secrets: { app: { token: "xoxb" } } });
  const spec = { type, address: api, username: "bot", secretRef: { name: "app" } };
  const failed = await assertRejects(() => t.calls.send({ spec }));
  assertEquals(
    (failed as Error).message,
    "postMessage failed: request failed: Slack responded with error: channel_not_found",
  );
  assertEquals(t.sent[0]?.headers["authorization"], "Bearer xoxb");
});

Deno.test("send() without an address says so as Flux does", async () => {
  await using t = await harness(plugin, world);
  const failed = await assertRejects(() => t.calls.send({ spec: { type } }));
  const why = `failed to initialize notifier: invalid Slack hook URL : 'parse "": empty url'`;
  assertEquals((failed as Error).message, why);
});

Deno.test("send() is named as the Secret says where it has a password too, else as the object says", async () => {
  const secrets = { both: { username: "held", password: "p" }, half: { username: "held" } };
  await using t = await harness(plugin, { ...world, secrets });
  const names: unknown[] = [];
  for (const name of ["both", "half"]) {
    await t.calls.send({ spec: { type, address, username: "bot", secretRef: { name } } });
    names.push(JSON.parse(new TextDecoder().decode(t.sent.at(-1)!.body)).username);
  }
  assertEquals(names, ["held", "bot"]);
});

Deno.test("send() takes an empty address of the Secret for none, whatever the object says", async () => {
  await using t = await harness(plugin, { ...world, secrets: { empty: { address: "" } } });
  const spec = { type, address, secretRef: { name: "empty" } };
  const failed = await assertRejects(() => t.calls.send({ spec }));
  const why = `failed to initialize notifier: invalid Slack hook URL : 'parse "": empty url'`;
  assertEquals((failed as Error).message, why);
});

Deno.test("send() says what is wrong with a proxy, and with a certificate", async () => {
  const secrets = { ftp: { address: "ftp://x" }, pair: { "tls.crt": "x", "tls.key": "y" } };
  await using t = await harness(plugin, { ...world, secrets });
  const wrong = async (more: Record<string, unknown>) =>
    (await assertRejects(() => t.calls.send({ spec: { type, address, ...more } })) as Error)
      .message;
  assertEquals(
    await wrong({ proxySecretRef: { name: "ftp" } }),
    "failed to get proxy URL: secret 'default/ftp': proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'",
  );
  assertEquals(
    await wrong({ certSecretRef: { name: "pair" } }),
    "failed to get TLS config: failed to parse TLS certificate and key: tls: failed to find any PEM data in certificate input",
  );
});
