import { assert, assertEquals, assertObjectMatch, assertRejects } from "@std/assert";
import { plugin } from "../define.ts";
import type { Cx, Gate, Renderer } from "../mod.ts";
import { harness } from "./harness.ts";
import type { World } from "./world.ts";

const decoder = new TextDecoder();

/** A gate whose one call does what the test says. */
function gate(open: (cx: Cx) => Promise<unknown> | unknown) {
  return plugin("gate", (): Gate => ({
    async open(_request, cx) {
      const message = JSON.stringify(await open(cx) ?? null);
      return { open: false, reason: "Told", message };
    },
  }));
}

async function withManifest(
  more: string,
  test: (manifest: URL) => Promise<void>,
  kind = "gate",
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const text = `contract: 0\nname: tested\nversion: 0.1.0\nkind: ${kind}\n${more}`;
    await Deno.writeTextFile(`${folder}/plugin.yaml`, text);
    await Deno.writeTextFile(`${folder}/mod.ts`, "");
    await test(new URL(`file://${folder}/plugin.yaml`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function told(open: (cx: Cx) => unknown, world: World): Promise<unknown> {
  await using t = await harness(gate(open), world);
  const answer = await t.calls.open({ spec: { secretRef: { name: "login" } } });
  return JSON.parse("message" in answer ? answer.message : "null");
}

const hosts = "needs: { hosts: [{ host: example.dev }, { host: 'mail.example.dev:25' }] }\n";
const secrets = "profile: { secrets: [/spec/secretRef] }\n";

Deno.test("harness() answers requests from the world, and refuses hosts that the manifest does not need", () =>
  withManifest(hosts, async (manifest) => {
    const http = {
      "https://example.dev/a": ({ body }: { body: Uint8Array }) => ({ body: body.toReversed() }),
      "https://other.example.dev/": {},
    };
    await using t = await harness(
      gate(async (cx) => {
        const { body } = await cx.http.fetch("https://example.dev/a", {
          method: "POST",
          body: "abc",
        });
        const refused = await cx.http.fetch("https://other.example.dev/").catch((e) => e.reason);
        return [decoder.decode(body), refused];
      }),
      { manifest, http },
    );
    assertObjectMatch(await t.calls.open(), { message: '["cba","HostNotGranted"]' });
    assertEquals(t.sent.map(({ method, url }) => [method, url]), [[
      "POST",
      "https://example.dev/a",
    ]]);
    assertEquals(t.crossings, 3);
  }));

Deno.test("harness() lends secrets to be used, and not to be read", () =>
  withManifest(`${hosts}${secrets}`, async (manifest) => {
    const world = { manifest, secrets: { login: { username: "u", password: "p", token: "t" } } };
    const found = await told(async (cx) => {
      const secret = cx.secret("/spec/secretRef");
      const refused = await secret.value("password").catch((e) => e.reason);
      return [await secret.keys(), await secret.equals("token", "t"), refused];
    }, world);
    assertEquals(found, [["password", "token", "username"], true, "KeyNotRevealed"]);
  }));

Deno.test("harness() lays packs and inputs where the plugin reads them", () =>
  withManifest("", async (manifest) => {
    const files = { source: { "b/two.txt": "2", "one.txt": "1" } };
    const found = await told((cx) => {
      const pack = cx.files("source");
      const paths = [...pack.list("", { recursive: true })].map(({ path }) => path);
      const body = Deno.readTextFileSync(`${cx.inputs}/body`);
      return [paths, decoder.decode(pack.read("one.txt")), body];
    }, { manifest, files, inputs: { body: "hello" } });
    assertEquals(found, [["b/two.txt", "one.txt"], "1", "hello"]);
  }));

Deno.test("harness() keeps what the last call left in scratch", () =>
  withManifest("", async (manifest) => {
    const write = gate((cx) => Deno.writeTextFile(`${cx.scratch}/made`, "by the plugin"));
    await using t = await harness(write, { manifest });
    await t.calls.open();
    assertEquals(decoder.decode(await t.read("made")), "by the plugin");
  }));

Deno.test("harness() remembers log lines and reports, and a cache for the next call", () =>
  withManifest("", async (manifest) => {
    await using t = await harness(
      gate(async (cx) => {
        cx.log.info("asked", { times: 1 });
        await cx.report({ progress: "half" });
        const held = await cx.cache.get("k");
        await cx.cache.put("k", new Uint8Array([1]), { seconds: 60 });
        return held?.length ?? 0;
      }),
      { manifest },
    );
    assertObjectMatch(await t.calls.open(), { message: "0" });
    assertObjectMatch(await t.calls.open(), { message: "1" });
    assertEquals(t.reports, [{ progress: "half" }, { progress: "half" }]);
    assertEquals(t.log.map(({ level, message }) => [level, message])[0], ["info", "asked"]);
  }));

Deno.test("harness() plays the far end of a dialled connection", () =>
  withManifest(hosts, async (manifest) => {
    const dial: World["dial"] = {
      "mail.example.dev:25": async (received, send) => {
        await send("220 hello\r\n");
        for await (const bytes of received) await send(`250 ${decoder.decode(bytes)}`);
      },
    };
    const found = await told(async (cx) => {
      const { readable, writable } = await cx.dial({ host: "mail.example.dev", port: 25 });
      const writer = writable.getWriter();
      await writer.write(new TextEncoder().encode("EHLO me\r\n"));
      await writer.close();
      return await new Response(readable).text();
    }, { manifest, dial });
    assertEquals(found, "220 hello\r\n250 EHLO me\r\n");
  }));

Deno.test("harness() refuses a config that the manifest's schema does not allow", () =>
  withManifest(
    "config: { type: object, properties: { n: { type: number } } }\n",
    async (manifest) => {
      const error = await assertRejects(() =>
        harness(gate(() => 0), { manifest, config: { n: "one" } })
      );
      assert(String(error).includes("/n"), String(error));
    },
  ));

Deno.test("harness() sends large lists as files, both ways", () =>
  withManifest("", async (manifest) => {
    const renderer = plugin("renderer", (): Renderer => ({
      render: ({ objects = [] }) => ({ objects: objects.toReversed() }),
    }));
    await using t = await harness(renderer, { manifest });
    const objects = Array.from({ length: 5000 }, (_, i) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `map-${i}` },
    }));
    assertEquals(await t.calls.render({ objects }), { objects: objects.toReversed() });
  }, "renderer"));
