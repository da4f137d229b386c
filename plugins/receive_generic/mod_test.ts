import { assertEquals } from "@std/assert";
import { conforms, harness, type World } from "contract/testing";
import { createHmac } from "node:crypto";
import plugin from "./mod.ts";

const manifest = new URL("./plugin.yaml", import.meta.url);
const spec = { type: "generic-hmac", secretRef: { name: "hook" } };
const body = '{"ref":"main"}';
const world: World = { manifest, secrets: { hook: { token: "t0ken" } }, inputs: { body } };
const sign = (hash: string, key = "t0ken") => createHmac(hash, key).update(body).digest("hex");

conforms("receiver", plugin, manifest, { spec: { ...spec, type: "generic" }, world });

Deno.test("accept() takes any request of a generic Receiver, once its Secret has a token", async () => {
  for (const [hook, refused] of [[{ token: "" }, false], [{ other: "x" }, true]] as const) {
    await using t = await harness(plugin, { ...world, secrets: { hook } });
    const answer = await t.calls.accept({ spec: { ...spec, type: "generic" }, headers: {} });
    assertEquals(answer.refused, refused);
  }
});

Deno.test("accept() takes a body that is signed by a known hash with the token, and no other", async () => {
  await using t = await harness(plugin, world);
  const refused = async (signature?: string) => {
    const headers = signature === undefined ? {} : { "x-signature": signature };
    return (await t.calls.accept({ spec, headers })).refused;
  };
  for (const hash of ["sha1", "sha256", "sha512"]) {
    assertEquals(await refused(`${hash}=${sign(hash)}`), false);
  }
  const malformed = [undefined, "", "sha256=", sign("sha256"), `md5=${sign("md5")}`, "sha256=zz"];
  const wrong = [`sha256=${sign("sha256", "guess")}`, `sha1=${sign("sha256")}`, "x".repeat(9000)];
  for (const one of [...malformed, ...wrong]) assertEquals(await refused(one), true, one);
});
