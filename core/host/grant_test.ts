import { assertEquals } from "@std/assert";
import type { Needs } from "schemas/plugin_manifest.ts";
import type { Grant } from "schemas/runtime_config.ts";
import { grantOf } from "./grant.ts";

const secret = { group: "", kind: "Secret" };
const deployment = { group: "apps", kind: "Deployment" };

/** What is needed, what is granted, and what is missing then. */
const rows: readonly [Needs, Grant, readonly string[]][] = [
  [{}, {}, []],
  [{ hosts: [{ at: "/spec/url" }] }, {}, [
    'hosts "@" (the host that the object names at /spec/url)',
  ]],
  [{ hosts: [{ at: "/spec/url" }] }, { hosts: ["@"] }, []],
  [{ hosts: [{ at: "/spec/url" }] }, { hosts: ["*"] }, [
    'hosts "@" (the host that the object names at /spec/url)',
  ]],
  [{ hosts: [{ at: "/spec/url", follow: "any" }] }, { hosts: ["@"] }, []],
  [{ hosts: [{ at: "/u", follow: "any" }] }, { hosts: [{ host: "@", follow: "redirects" }] }, [
    'hosts "@" (the host that the object names at /u) and what it leads to',
  ]],
  [{ hosts: [{ host: "api.example.com" }] }, { hosts: ["API.example.com"] }, []],
  [{ hosts: [{ host: "api.example.com:8443" }] }, { hosts: ["api.example.com"] }, []],
  [{ hosts: [{ host: "api.example.com" }] }, { hosts: ["api.example.com:443"] }, [
    'hosts "api.example.com"',
  ]],
  [{ hosts: [{ host: "a.b.example.com" }] }, { hosts: ["*.example.com"] }, []],
  [{ hosts: [{ host: "example.com" }] }, { hosts: ["*.example.com"] }, ['hosts "example.com"']],
  [{ hosts: [{ host: "evilexample.com" }] }, { hosts: ["*.example.com"] }, [
    'hosts "evilexample.com"',
  ]],
  [{ hosts: [{ host: "*.example.com" }] }, { hosts: ["a.example.com"] }, ['hosts "*.example.com"']],
  [{ read: [deployment] }, { read: [{ group: "apps", kind: "*" }] }, []],
  [{ read: [deployment] }, { list: [deployment] }, ["read apps/Deployment"]],
  [{ read: [secret] }, { read: [{ group: "*", kind: "*" }] }, ["read Secret"]],
  [{ read: [secret] }, { read: [{ group: "", kind: "*" }] }, ["read Secret"]],
  [{ read: [secret] }, { read: [secret] }, []],
  [{ read: [{ group: "", kind: "*" }] }, { read: [{ group: "*", kind: "*" }] }, []],
  [{ list: [{ group: "apps", kind: "*" }] }, { list: [deployment] }, ["list apps/*"]],
  [{ reveal: [{ at: "/spec/secretRef", keys: ["a", "b"] }] }, {
    reveal: [{ at: "/spec/secretRef", keys: ["a"] }],
  }, ["reveal a, b of the Secret at /spec/secretRef"]],
  [{ serviceAccountToken: { audience: "x" } }, { serviceAccountToken: { audience: "y" } }, [
    "serviceAccountToken for x",
  ]],
  [{ scratchMiB: 256, memoryMiB: 64 }, { scratchMiB: 255, memoryMiB: 64 }, ["scratchMiB 256"]],
  [{ objects: "heads" }, { objects: "whole" }, []],
  [{ objects: "whole" }, { objects: "heads" }, ["objects whole"]],
  [{ state: true, listen: "loopback" }, {}, ["state", "listen loopback"]],
];

for (const [needs, grant, missing] of rows) {
  Deno.test(`grantOf() of ${JSON.stringify(needs)} with ${JSON.stringify(grant)}`, () => {
    assertEquals(grantOf(needs, grant).missing, missing);
  });
}

Deno.test("grantOf() never gives more than is needed", () => {
  const grant: Grant = { hosts: ["@", "*"], scratchMiB: 4096, state: true };
  const needs: Needs = { hosts: [{ host: "a.example" }], scratchMiB: 16 };
  assertEquals(grantOf(needs, grant), { needs, missing: [] });
});

Deno.test("grantOf() keeps what is granted beside what is missing", () => {
  const needs: Needs = { hosts: [{ host: "a.example" }, { host: "b.example" }] };
  assertEquals(grantOf(needs, { hosts: ["a.example"] }), {
    needs: { hosts: [{ host: "a.example" }] },
    missing: ['hosts "b.example"'],
  });
});

Deno.test('grantOf() takes "all" for everything', () => {
  const needs: Needs = { read: [secret], listen: "loopback" };
  assertEquals(grantOf(needs, "all"), { needs, missing: [] });
});
