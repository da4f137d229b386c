import { assertEquals } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import { createHmac } from "node:crypto";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const secretRef = { name: "hook" };
const world: World = {
  manifest,
  secrets: { hook: { token: "t0ken" } },
  inputs: { body: "{}" },
};

conforms("receiver", plugin, manifest, { spec: { type: "quay", secretRef }, world });

async function refused(type: string, body: string, headers: Record<string, string> = {}) {
  await using t = await harness(plugin, { ...world, inputs: { body } });
  return (await t.calls.accept({ spec: { type, secretRef }, headers })).refused;
}

Deno.test("accept() takes Harbor's request by the token alone", async () => {
  assertEquals(await refused("harbor", "", { authorization: "t0ken" }), false);
  assertEquals(await refused("harbor", "", { authorization: "Bearer t0ken" }), true);
  assertEquals(await refused("harbor", ""), true);
});

Deno.test("accept() takes Nexus' request by its signature, in lower-case hex and without a prefix", async () => {
  const sign = (body: string) => createHmac("sha1", "t0ken").update(body).digest("hex");
  const nexus = (body: string, signature: string) =>
    refused("nexus", body, { "x-nexus-webhook-signature": signature });
  assertEquals(await nexus("{}", sign("{}")), false);
  assertEquals(await nexus("{}", sign("{}").toUpperCase()), true);
  assertEquals(await nexus("{}", sign("[]")), true);
  assertEquals(await nexus("no json", sign("no json")), true);
  assertEquals(await refused("nexus", "{}"), true);
});

Deno.test("accept() takes what registries send, and nothing of another shape", async () => {
  const sent = {
    dockerhub: { push_data: { tag: "v1" }, repository: { repo_url: "https://x" } },
    quay: { docker_url: "quay.io/a/b", updated_tags: ["v1"] },
    acr: { action: "push", target: { repository: "a", tag: "v1" } },
  };
  for (const [type, body] of Object.entries(sent)) {
    assertEquals(await refused(type, JSON.stringify(body)), false, type);
    for (const wrong of ["", "{", "[]", '"x"']) {
      assertEquals(await refused(type, wrong), true, `${type} ${wrong}`);
    }
  }
  assertEquals(await refused("quay", '{"updated_tags":"v1"}'), true);
});

Deno.test("accept() reads one JSON value, as Go's decoder does; Nexus' body is nothing else", async () => {
  for (const type of ["dockerhub", "quay", "acr"]) {
    for (const body of ["{} {", "{}x", "null"]) assertEquals(await refused(type, body), false);
  }
  const signature = createHmac("sha1", "t0ken").update("{} x").digest("hex");
  const headers = { "x-nexus-webhook-signature": signature };
  assertEquals(await refused("nexus", "{} x", headers), true);
});
