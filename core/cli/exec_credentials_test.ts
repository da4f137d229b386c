import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { TestClock } from "../bus/testdata/test_clock.ts";
import { renewedKubeconfig, settledKubeconfig } from "./exec_credentials.ts";

function fail(error: unknown): never {
  throw error;
}

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !await is(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assertEquals(await is(), true);
}

const credential = (status: object) =>
  JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", status });

/** A kubeconfig whose user runs a script beside it. */
async function withProgram(
  script: string,
  test: (path: string) => Promise<void>,
  exec: object = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/login`, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  const config = {
    "current-context": "here",
    contexts: [{ name: "here", context: { cluster: "c", user: "u", namespace: "apps" } }],
    clusters: [{ name: "c", cluster: { server: "https://x", "certificate-authority": "ca.crt" } }],
    users: [{
      name: "u",
      user: {
        exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./login", ...exec },
      },
    }],
  };
  await Deno.writeTextFile(`${folder}/config`, JSON.stringify(config));
  try {
    await test(`${folder}/config`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("settledKubeconfig() puts the token of the program in its place, and says when it ends", async () => {
  const status = { token: "t", expirationTimestamp: "2026-01-01T00:00:00Z" };
  await withProgram(`echo '${credential(status)}'`, async (path) => {
    const { text, token, endsMs } = (await settledKubeconfig(path))!;
    assertEquals([token, endsMs], ["t", Date.parse("2026-01-01T00:00:00Z")]);
    const { users, clusters } = JSON.parse(text);
    assertEquals(users, [{ name: "u", user: { token: "t" } }]);
    assertEquals(clusters[0].cluster["certificate-authority"], path.replace("config", "ca.crt"));
  });
});

Deno.test("settledKubeconfig() gives the program its arguments, its environment and, where asked, the cluster", async () => {
  const script = `echo '${
    credential({ token: "%s" })
  }' | sed "s|%s|$1 $WHO $(echo "$KUBERNETES_EXEC_INFO" | grep -o 'https://x')|"`;
  const exec = { args: ["one"], env: [{ name: "WHO", value: "me" }], provideClusterInfo: true };
  await withProgram(script, async (path) => {
    assertEquals((await settledKubeconfig(path))?.token, "one me https://x");
  }, exec);
});

Deno.test("settledKubeconfig() says which program failed, and how to get it", async () => {
  await withProgram("exit 3", async (path) => {
    const error = await assertRejects(
      () => settledKubeconfig(path),
      Error,
      '"./login" ended with 3',
    );
    assertStringIncludes(error.message, "get it there");
  }, { installHint: "get it there" });
  await withProgram("echo {}", async (path) => {
    await assertRejects(() => settledKubeconfig(path), Error, "printed no ExecCredential");
  });
  await withProgram("", async (path) => {
    await assertRejects(() => settledKubeconfig(path), Error, '"no-such-login" cannot be run');
  }, { command: "no-such-login" });
});

Deno.test("renewedKubeconfig() keeps the token in a file, which is written anew before it ends", async () => {
  const status = { token: "%s", expirationTimestamp: new Date(0).toISOString() };
  const script = `echo x >> "$0.runs"; echo '${
    credential(status)
  }' | sed "s/%s/token $(wc -l < "$0.runs")/"`;
  await withProgram(script, async (path) => {
    const folder = dirname(path), clock = new TestClock(), report = fail;
    using kept = await renewedKubeconfig(path, { folder, report, clock });
    const { users } = JSON.parse(await Deno.readTextFile(kept!.path));
    const token = () => Deno.readTextFile(users[0].user.tokenFile);
    assertEquals(await token(), "token 1");
    await clock.advance(4_000);
    assertEquals(await token(), "token 1");
    await clock.advance(2_000);
    await until(async () => await token() === "token 2");
  });
});

Deno.test("settledKubeconfig() leaves a kubeconfig without a program alone", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "current-context: a\ncontexts: []\n");
  assertEquals(await settledKubeconfig(path), undefined);
  await Deno.remove(path);
});
