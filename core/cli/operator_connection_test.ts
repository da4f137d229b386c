import { assertEquals, assertRejects } from "@std/assert";
import { EagerClock } from "../kube/testdata/clock.ts";
import { kubeconfig } from "../kube/testdata/kubeconfig.ts";
import { operatorConnection } from "./operator_connection.ts";

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
