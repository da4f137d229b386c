import { assertEquals } from "@std/assert";
import type { Kind, KubeObject } from "../contract/mod.ts";
import type { Serves } from "schemas/plugin_manifest.ts";
import type { Installed } from "./plugins.ts";
import { findRoute } from "./routes.ts";

function installed(id: string, kind: Kind, ...serves: Serves[]): Installed {
  const manifest = { contract: 0, name: id, version: "0.1.0", kind, serves } as const;
  return { id, manifest: { ...manifest, serves }, digest: "", config: {} };
}

function object(apiVersion: string, kind: string, spec: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: "one" }, spec };
}

const provider = { group: "notify.example.dev", version: "v1", kind: "Provider" };
const chat = installed("chat", "notifier", { ...provider, when: { "/spec/type": "chat" } });
const secure = installed("secure", "notifier", {
  ...provider,
  when: { "/spec/type": "chat", "/spec/secure": true },
});
const any = installed("any", "notifier", provider);
const core = installed("core", "source", { group: "", version: "v1", kind: "ConfigMap" });
const plugins = [any, secure, chat, core];
const route = (kind: Kind, one: KubeObject) => findRoute(plugins, kind, one)?.id;

Deno.test("findRoute() goes by group, version and kind, the core group included", () => {
  assertEquals(route("source", object("v1", "ConfigMap")), "core");
  assertEquals(route("source", object("other/v1", "ConfigMap")), undefined);
  assertEquals(route("source", object("v2", "ConfigMap")), undefined);
  assertEquals(route("source", object("v1", "Secret")), undefined);
});

Deno.test("findRoute() gives only plugins of the kind that is asked for", () => {
  assertEquals(route("renderer", object("v1", "ConfigMap")), undefined);
});

Deno.test("findRoute() prefers the plugin whose `when` asks most of what fits", () => {
  const of = (spec: object) => route("notifier", object("notify.example.dev/v1", "Provider", spec));
  assertEquals(of({ type: "chat", secure: true }), "secure");
  assertEquals(of({ type: "chat", secure: "true" }), "chat");
  assertEquals(of({ type: "chat" }), "chat");
  assertEquals(of({ type: "mail" }), "any");
});
