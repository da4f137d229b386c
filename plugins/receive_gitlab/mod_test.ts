import { assertEquals } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const spec = { type: "gitlab", secretRef: { name: "hook" } };
const headers = { "x-gitlab-token": "t0ken", "x-gitlab-event": "Push Hook" };
const world: World = {
  manifest,
  secrets: { hook: { token: "t0ken" } },
  inputs: { body: "{}" },
};

conforms("receiver", plugin, manifest, { spec, world, requests: { accept: { headers } } });

Deno.test("accept() names the event of a request that has the token", async () => {
  await using t = await harness(plugin, world);
  const accepted = { refused: false, event: "Push Hook" } as const;
  assertEquals(await t.calls.accept({ spec, headers }), accepted);
});

Deno.test("accept() refuses a request with another token, or without one", async () => {
  await using t = await harness(plugin, world);
  for (
    const one of [{ ...headers, "x-gitlab-token": "guess" }, { "x-gitlab-event": "Push Hook" }]
  ) {
    assertEquals((await t.calls.accept({ spec, headers: one })).refused, true);
  }
});
