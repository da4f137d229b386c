import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Failure } from "contract";
import { tenantConnection } from "./kubeconfig.ts";
import { operatorConnection } from "./operator_connection.ts";
import { EagerClock } from "./testdata/clock.ts";

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly more?: object;
}

function kubeconfig({ cluster, user, more }: Parts = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: "https://api.test:6443/", ...cluster } }],
    users: [{ name: "u", user: user ?? { token: "secret" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: "apps" } }],
    "current-context": "x",
    ...more,
  });
}

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

function files(contents: Record<string, string>) {
  const read: string[] = [];
  const readFile = (path: string) => {
    read.push(path);
    const text = contents[path];
    return text === undefined ? Promise.reject(new Error(`no ${path}`)) : Promise.resolve(text);
  };
  return { read, readFile };
}

Deno.test("operatorConnection() reads the files that a kubeconfig names, relative to it", async () => {
  const config = kubeconfig({
    cluster: { "certificate-authority": "ca.pem" },
    user: { "client-certificate": "/etc/cert", "client-key": "/etc/key", tokenFile: "token" },
  });
  const { readFile } = files({
    "/home/kube/config": config,
    "/home/kube/ca.pem": "CA",
    "/home/kube/token": "secret\n",
    "/etc/cert": "CERT",
    "/etc/key": "KEY",
  });
  const { token, ...connection } = await operatorConnection({
    path: "/home/kube/config",
    readFile,
  });
  assertEquals(await token?.(), "secret");
  assertEquals(connection, {
    server: "https://api.test:6443",
    caCerts: ["CA"],
    clientCertificate: { cert: "CERT", key: "KEY" },
    namespace: "apps",
  });
});

Deno.test("operatorConnection() names the program that a kubeconfig wants run", async () => {
  const { readFile } = files({ config: kubeconfig({ user: { exec: { command: "aws-login" } } }) });
  await assertRejects(
    () => operatorConnection({ path: "config", readFile }),
    Failure,
    '"aws-login"',
  );
});

Deno.test("operatorConnection() in a pod reads its token again after a minute", async () => {
  const folder = "/var/run/secrets/kubernetes.io/serviceaccount";
  const contents = {
    [`${folder}/ca.crt`]: "CA",
    [`${folder}/namespace`]: "system",
    [`${folder}/token`]: "first",
  };
  const { read, readFile } = files(contents);
  const clock = new EagerClock();
  const service = { host: "fd00::1", port: "443" };
  const { token, server, namespace } = await operatorConnection({ service, readFile, clock });
  assertEquals([server, namespace], ["https://[fd00::1]:443", "system"]);
  assertEquals([await token?.(), await token?.()], ["first", "first"]);
  contents[`${folder}/token`] = "second";
  await clock.wait(60_000);
  assertEquals(await token?.(), "second");
  assertEquals(read.filter((path) => path.endsWith("token")).length, 2);
});

Deno.test("operatorConnection() says so where there is neither a kubeconfig nor a pod", async () => {
  await assertRejects(() => operatorConnection({}), Error, "no kubeconfig");
});
