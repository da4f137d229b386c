import { assertEquals } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import { createHmac } from "node:crypto";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const spec = { type: "github", secretRef: { name: "hook" } };
const body = '{"ref":"main"}';
const world: World = { manifest, secrets: { hook: { token: "t0ken" } }, inputs: { body } };
const hmac = (hash: string) => `${hash}=${createHmac(hash, "t0ken").update(body).digest("hex")}`;
const json = { "content-type": "application/json; charset=utf-8", "x-github-event": "push" };
const headers = { ...json, "x-hub-signature-256": hmac("sha256") };

conforms("receiver", plugin, manifest, { spec, world, requests: { accept: { headers } } });

Deno.test("accept() names the event of a signed request, by either signature", async () => {
  await using t = await harness(plugin, world);
  const old = { ...json, "x-hub-signature-256": "", "x-hub-signature": hmac("sha1") };
  for (const one of [headers, old]) {
    assertEquals(await t.calls.accept({ spec, headers: one }), { refused: false, event: "push" });
  }
  const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
  assertEquals((await t.calls.accept({ spec, headers: form })).refused, false);
  const { "x-github-event": _, ...unnamed } = headers;
  assertEquals(await t.calls.accept({ spec, headers: unnamed }), { refused: false, event: "" });
});

Deno.test("accept() refuses what is not signed, signed by another, or of another type", async () => {
  await using t = await harness(plugin, world);
  const wrong = [json, { ...headers, "content-type": "text/plain" }, {
    ...json,
    "x-hub-signature-256": hmac("sha256").replace(/.$/, (end) => end === "0" ? "1" : "0"),
  }];
  for (const one of wrong) {
    assertEquals((await t.calls.accept({ spec, headers: one })).refused, true);
  }
});

Deno.test("accept() asks for no signature where the token is empty, as GitHub makes none then", async () => {
  await using t = await harness(plugin, { ...world, secrets: { hook: { token: "" } } });
  assertEquals((await t.calls.accept({ spec, headers: json })).refused, false);
  const signed = { ...json, "x-hub-signature-256": "sha256=00" };
  assertEquals((await t.calls.accept({ spec, headers: signed })).refused, true);
});
