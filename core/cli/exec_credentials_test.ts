import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { systemClock } from "../kube/clock.ts";
import { operatorConnection } from "./operator_connection.ts";

const credential = (status: object) =>
  JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", status });

/** A connection of a kubeconfig whose user runs a script beside it. */
async function withScript(
  script: string,
  test: (connect: typeof operatorConnection) => Promise<void>,
  exec: object = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/login`, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  const config = {
    "current-context": "here",
    contexts: [{ name: "here", context: { cluster: "c", user: "u", namespace: "apps" } }],
    clusters: [{ name: "c", cluster: { server: "https://x" } }],
    users: [{
      name: "u",
      user: {
        exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./login", ...exec },
      },
    }],
  };
  const path = `${folder}/config`;
  await Deno.writeTextFile(path, JSON.stringify(config));
  try {
    await test((options) => operatorConnection({ path, ...options }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a kubeconfig's program gives the token, with its arguments, its environment and the cluster", async () => {
  const script = `echo '${
    credential({ token: "%s" })
  }' | sed "s|%s|$1 $WHO $(echo "$KUBERNETES_EXEC_INFO" | grep -o 'https://x')|"`;
  const exec = { args: ["one"], env: [{ name: "WHO", value: "me" }], provideClusterInfo: true };
  await withScript(script, async (connect) => {
    const { token, namespace } = await connect({});
    assertEquals([await token?.(), namespace], ["one me https://x", "apps"]);
  }, exec);
});

Deno.test("a token of a kubeconfig's program is asked for anew a minute before it ends", async () => {
  let passed = 0;
  const clock = { ...systemClock, now: () => passed };
  const ends = new Date(Date.now() + 10 * 60_000).toISOString();
  const status = { token: "%s", expirationTimestamp: ends };
  const script = `echo x >> "$0.runs"; echo '${
    credential(status)
  }' | sed "s/%s/token $(wc -l < "$0.runs")/"`;
  await withScript(script, async (connect) => {
    const { token } = await connect({ clock });
    assertEquals([await token?.(), await token?.()], ["token 1", "token 1"]);
    passed = 9 * 60_000;
    assertEquals(await token?.(), "token 2");
  });
});

Deno.test("a kubeconfig's program may give a certificate", async () => {
  const status = { clientCertificateData: "CERT", clientKeyData: "KEY" };
  await withScript(`echo '${credential(status)}'`, async (connect) => {
    const { clientCertificate, token } = await connect({});
    assertEquals([clientCertificate, token], [{ cert: "CERT", key: "KEY" }, undefined]);
  });
});

Deno.test("a kubeconfig's program that fails is named, and how to get it", async () => {
  await withScript("exit 3", async (connect) => {
    const error = await assertRejects(() => connect({}), Error, '"./login" ended with 3');
    assertStringIncludes(error.message, "get it there");
  }, { installHint: "get it there" });
  await withScript("echo {}", async (connect) => {
    await assertRejects(() => connect({}), Error, "printed no ExecCredential");
  });
  await withScript("", async (connect) => {
    await assertRejects(() => connect({}), Error, '"no-such-login" cannot be run');
  }, { command: "no-such-login" });
});

Deno.test({
  name:
    "a kubeconfig's program that this process may not run is named, and the flag that allows it",
  permissions: { read: true, write: true, env: true, run: false },
  fn: () =>
    withScript("", async (connect) => {
      await assertRejects(() => connect({}), Error, "allow it with --allow-run=aws-login");
    }, { command: "aws-login" }),
});
