import { assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import { createHmac } from "node:crypto";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const address = "https://hooks.example.dev/flux";
const type = "generic";
const world: World = { manifest, http: { [address]: { status: 204 } } };
const secretRef = { name: "hook" };

conforms("notifier", plugin, manifest, { spec: { type, address }, world });

/** The one request that a send makes, whatever it is answered. */
async function sent(more: Partial<World>, spec: Record<string, unknown>) {
  await using t = await harness(plugin, { ...world, ...more });
  assertEquals(await t.calls.send({ spec: { type, ...spec } }), {});
  const [{ url, method, headers, body }] = t.sent as [typeof t.sent[0]];
  return { url, method, headers, body, event: JSON.parse(new TextDecoder().decode(body)) };
}

/** What a send fails with. */
async function failure(more: Partial<World>, spec: Record<string, unknown>, timeoutMs = 15_000) {
  await using t = await harness(plugin, { ...world, ...more });
  const failed = await assertRejects(() => t.calls.send({ spec: { type, ...spec }, timeoutMs }));
  return { ...failed as object, message: (failed as Error).message, tries: t.sent.length };
}

Deno.test("send() forwards the event as it is, and says which controller it comes from", async () => {
  const { method, headers, event } = await sent({}, { address });
  assertEquals([method, headers["content-type"]], ["POST", "application/json"]);
  assertEquals(headers["gotk-component"], event.reportingController);
  assertEquals(event.involvedObject.name, "settings");
});

Deno.test("send() takes address and headers from the Secret; its headers win", async () => {
  const held = {
    address: ` ${address}\n`,
    headers: "X-Team: blue\nX-Level: 5\ngotk-component: me",
  };
  const { url, headers } = await sent({ secrets: { hook: held } }, {
    secretRef,
    address: "https://elsewhere.example.dev",
  });
  assertEquals(url, address);
  assertEquals([headers["x-team"], headers["x-level"], headers["gotk-component"]], [
    "blue",
    "5",
    "me",
  ]);
});

Deno.test("send() signs the body of a generic-hmac provider with the Secret's token", async () => {
  const more = { secrets: { hook: { token: "t0ken" } } };
  const { headers, body } = await sent(more, { type: "generic-hmac", address, secretRef });
  const hmac = createHmac("sha256", "t0ken").update(body).digest("hex");
  assertEquals(headers["x-signature"], `sha256=${hmac}`);
});

const broken: readonly [
  claim: string,
  secret: Record<string, string>,
  spec: object,
  why: string,
][] = [
  ["no address", {}, {}, 'failed to initialize notifier: invalid hook URL : parse "": empty url'],
  [
    "no URL",
    {},
    { address: "hooks" },
    'failed to initialize notifier: invalid hook URL hooks: parse "hooks": invalid URI for request',
  ],
  [
    "no key to sign with",
    { token: "" },
    { type: "generic-hmac", address, secretRef },
    "failed to initialize notifier: HMAC key is empty",
  ],
  [
    "headers that are no texts",
    { headers: "a: [b]" },
    { address, secretRef },
    "failed to read headers from secret: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type string",
  ],
  [
    "a certificate without its key",
    { "tls.crt": "x" },
    { address, certSecretRef: secretRef },
    "failed to get TLS config: secret 'default/hook' contains 'tls.crt' but missing 'tls.key'",
  ],
];

for (const [claim, hook, spec, why] of broken) {
  Deno.test(`send() refuses a provider with ${claim}, in Flux's words`, async () => {
    const failed = await failure({ secrets: { hook } }, { ...spec });
    assertObjectMatch(failed, {
      code: "terminal",
      reason: "ProviderInvalid",
      message: why,
      tries: 0,
    });
  });
}

Deno.test("send() gives up at once where it is refused", async () => {
  const failed = await failure({ http: { [address]: { status: 400, body: "no" } } }, { address });
  const message = "postMessage failed: request failed: request failed with status code 400: no";
  assertObjectMatch(failed, { code: "terminal", message, tries: 1 });
});

Deno.test("send() tries four times more where the server says when, and tells how often", async () => {
  const busy = { status: 503, headers: { "retry-after": "0" } };
  const failed = await failure({ http: { [address]: busy } }, { address });
  const message =
    `postMessage failed: failed to execute request: POST ${address} giving up after 5 attempt(s)`;
  assertObjectMatch(failed, { message, tries: 5 });
});

Deno.test("send() waits no longer than the provider's timeout", async () => {
  const failed = await failure({ http: { [address]: { status: 500 } } }, { address }, 1000);
  const message = "postMessage failed: failed to execute request: context deadline exceeded";
  assertObjectMatch(failed, { message, tries: 1 });
});
