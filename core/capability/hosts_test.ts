import { assertEquals, assertThrows } from "@std/assert";
import type { HostNeed } from "schemas/plugin_manifest.ts";
import { grantsOf, leaveFor } from "./hosts.ts";
import type { Lent } from "./call.ts";

const metadata = { name: "one", namespace: "apps" };
const object = (spec: unknown) => ({ apiVersion: "v1", kind: "Sample", metadata, spec });
const lent = (spec: unknown, input?: unknown): Lent => ({
  object: object(spec),
  tenant: "apps",
  inputs: input === undefined ? {} : { source: [object(input)] },
});

/** Ports of the host that are granted, of some that matter. */
function ports(needs: HostNeed[], given: Lent, host: string): number[] {
  const grants = grantsOf(needs, given);
  return [22, 80, 443, 2222, 5000, 9000].filter((port) => {
    try {
      return leaveFor({ host, port }, grants).own;
    } catch {
      return false;
    }
  });
}

const url = (value: unknown, host = "git.test") =>
  ports([{ at: "/spec/url" }], lent({ url: value }), host);

Deno.test("a URL grants its host at its scheme's port, or at the one it names", () => {
  assertEquals(url("https://git.test/a"), [443]);
  assertEquals(url("http://git.test/a"), [80]);
  assertEquals(url("https://user:p@GIT.test.:9000/a@b"), [9000]);
  assertEquals(url("ssh://git@git.test/a"), [22]);
  assertEquals(url("ssh://git@git.test:2222/a"), [2222]);
  assertEquals(url("oci://git.test/a"), [80, 443]);
});

Deno.test("what is no URL grants nothing", () => {
  for (
    const value of [undefined, 3, "", "git.test", "https://", "https://a b/", "//git.test", {}]
  ) {
    assertEquals(url(value), [], JSON.stringify(value));
  }
  for (const value of ["https://*", "https://*.test/", "*:443"]) {
    assertEquals(url(value), [], value);
  }
  assertEquals(url("https://evil.test#@git.test/"), []);
  assertEquals(url("https://evil.test?@git.test/"), []);
  assertEquals(url("https://evil.test\\@git.test/"), []);
});

Deno.test("an image grants its registry, and the hosts behind docker.io where it names none", () => {
  const image = (value: string, host: string) =>
    ports([{ at: "/spec/image", as: "image" }], lent({ image: value }), host);
  assertEquals(image("ghcr.io/org/app:v1", "ghcr.io"), [80, 443]);
  assertEquals(image("localhost:5000/app", "localhost"), [5000]);
  assertEquals(image("library/nginx", "registry-1.docker.io"), [80, 443]);
  assertEquals(image("nginx", "registry-1.docker.io"), [80, 443]);
  assertEquals(image("library/nginx", "library"), []);
});

Deno.test("an scp address grants port 22, and host:port what it says", () => {
  const scp = (value: string) =>
    ports([{ at: "/spec/url", as: "scp" }], lent({ url: value }), "git.test");
  assertEquals(scp("git@git.test:org/repo"), [22]);
  assertEquals(scp("ssh://git@git.test:2222/org"), [2222]);
  const near = (value: string) =>
    ports([{ at: "/spec/at", as: "hostport" }], lent({ at: value }), "minio.test");
  assertEquals(near("minio.test:9000"), [9000]);
  assertEquals(near("minio.test"), [80, 443]);
});

Deno.test("a pointer reads every element of a list, and inputs by their name", () => {
  const given = lent({ list: [{ url: "https://a.test" }, { url: "https://b.test" }] }, {
    url: "https://c.test",
  });
  const needs: HostNeed[] = [{ at: "/spec/list/*/url" }, { at: "source:/spec/url" }];
  for (const host of ["a.test", "b.test", "c.test"]) assertEquals(ports(needs, given, host), [443]);
  assertEquals(ports([{ at: "other:/spec/url" }], given, "c.test"), []);
  assertEquals(ports([{ at: "toString:/length" }], given, "c.test"), []);
});

Deno.test("a host of the manifest is a name, all names below one, or a name with a port", () => {
  const grant = (host: string, asked: string) => ports([{ host }], lent({}), asked);
  assertEquals(grant("api.test", "api.test"), [80, 443]);
  assertEquals(grant("api.test:9000", "api.test"), [9000]);
  assertEquals(grant("*.api.test", "x.y.api.test"), [80, 443]);
  assertEquals(grant("*.api.test", "api.test"), []);
  assertEquals(grant("*", "api.test"), []);
  assertEquals(grant("api.test", "notapi.test"), []);
  assertEquals(grant("*.api.test", "evilapi.test"), []);
});

Deno.test("follow: any lets further hosts through without credentials; nothing else does", () => {
  const far = { host: "far.test", port: 443 };
  const given = lent({ url: "https://git.test" });
  for (const follow of ["none", "redirects"] as const) {
    const grants = grantsOf([{ at: "/spec/url", follow }], given);
    assertThrows(() => leaveFor(far, grants), Error, '"far.test" port 443');
  }
  assertEquals(leaveFor(far, grantsOf([{ at: "/spec/url", follow: "any" }], given)).own, false);
});
