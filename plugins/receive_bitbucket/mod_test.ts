import { assertEquals } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import { createHmac } from "node:crypto";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const spec = { type: "bitbucket", secretRef: { name: "hook" } };
const body = "{}";
const world: World = { manifest, secrets: { hook: { token: "t0ken" } }, inputs: { body } };
const signature = `sha256=${createHmac("sha256", "t0ken").update(body).digest("hex")}`;
const headers = {
  "content-type": "application/json",
  "x-event-key": "repo:refs_changed",
  "x-hub-signature": signature,
};

conforms("receiver", plugin, manifest, { spec, world, requests: { accept: { headers } } });

Deno.test("accept() names the event of a signed request, and refuses one that is not signed", async () => {
  await using t = await harness(plugin, world);
  const accepted = { refused: false, event: "repo:refs_changed" } as const;
  assertEquals(await t.calls.accept({ spec, headers }), accepted);
  const { "x-hub-signature": _, ...bare } = headers;
  assertEquals((await t.calls.accept({ spec, headers: bare })).refused, true);
});
