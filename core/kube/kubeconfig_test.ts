import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "contract";
import { tenantConnection } from "./kubeconfig.ts";
import { kubeconfig, type Parts } from "./testdata/kubeconfig.ts";

function refusal(text: string): string {
  const failure = assertThrows(() => tenantConnection(text), Failure);
  assertEquals([failure.code, failure.reason], ["terminal", "InvalidKubeConfig"]);
  return failure.message;
}

Deno.test("tenantConnection() takes what stands in the text", async () => {
  const { token, ...connection } = tenantConnection(kubeconfig({
    cluster: {
      "certificate-authority-data": btoa("CA"),
      "tls-server-name": "api",
      "proxy-url": "http://proxy.test",
    },
    user: {
      token: "secret",
      "client-certificate-data": btoa("CERT"),
      "client-key-data": btoa("KEY"),
      as: "admin",
    },
  }));
  assertEquals(await token?.(), "secret");
  assertEquals(connection, {
    server: "https://api.test:6443",
    caCerts: ["CA"],
    clientCertificate: { cert: "CERT", key: "KEY" },
    serverName: "api",
    proxyUrl: "http://proxy.test",
    namespace: "apps",
  });
});

Deno.test("tenantConnection() refuses by name whatever would open a file or run a program", () => {
  const cases: [Parts, string][] = [
    [{ user: { exec: { command: "sh" } } }, '"exec"'],
    [{ user: { "auth-provider": { name: "gcp" } } }, '"auth-provider"'],
    [{ user: { tokenFile: "/var/run/secrets/token" } }, '"tokenFile"'],
    [{ user: { token: "t", tokenFile: "" } }, '"tokenFile"'],
    [{ user: { "client-certificate": "/etc/cert" } }, '"client-certificate"'],
    [{ user: { "client-key": "/etc/key" } }, '"client-key"'],
    [{ cluster: { "certificate-authority": "/etc/ca" } }, '"certificate-authority"'],
    [{ cluster: { "insecure-skip-tls-verify": true } }, '"insecure-skip-tls-verify"'],
  ];
  for (const [parts, name] of cases) {
    assertEquals(refusal(kubeconfig(parts)).split("asks for ")[1], name);
  }
  const insecure = kubeconfig({ cluster: { "insecure-skip-tls-verify": true } });
  assertEquals(tenantConnection(insecure, { allowInsecure: true }).insecure, true);
});

Deno.test("tenantConnection() refuses what is no kubeconfig, and quotes none of it", () => {
  const texts = [
    ...["", "[]", "a: 1\n---\nb: 2", "a: &a 1\nb: *a", "}{ secret", "x".repeat(2 ** 20 + 1)],
    kubeconfig({ more: { "current-context": "absent" } }),
    kubeconfig({ more: { "current-context": ["x"] } }),
    kubeconfig({ more: { clusters: [] } }),
    kubeconfig({ more: { users: [{ name: "u", user: {} }, { name: "u", user: {} }] } }),
    kubeconfig({ more: { contexts: [{ name: "x", context: "x" }] } }),
    kubeconfig({ cluster: { server: "file:///etc/passwd" } }),
    kubeconfig({ cluster: { server: "https://" } }),
    kubeconfig({ cluster: { "certificate-authority-data": "%%%" } }),
    kubeconfig({ user: { token: { secret: 1 } } }),
    kubeconfig({ user: { "client-certificate-data": btoa("secret") } }),
  ];
  for (const text of texts) assertEquals(refusal(text).includes("secret"), false);
});

Deno.test("tenantConnection() says what leads nowhere as client-go does", () => {
  const nothing =
    "no configuration has been provided, try setting KUBERNETES_MASTER environment variable";
  const said: readonly (readonly [text: string, says: string])[] = [
    ["", nothing],
    [kubeconfig({ more: { clusters: [] } }), nothing],
    [
      kubeconfig({ more: { "current-context": "none" } }),
      "[context was not found for specified context: none, cluster has no server defined]",
    ],
  ];
  for (const [text, says] of said) assertEquals(refusal(text), `invalid configuration: ${says}`);
});
