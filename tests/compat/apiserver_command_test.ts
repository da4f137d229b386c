/** The command `sluice cluster` as a user runs it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const rights = ["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

interface Served extends AsyncDisposable {
  readonly url: string;
  /** Ends the process and answers its exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
}

/** Starts the command and waits for its one line. */
async function serve(...args: string[]): Promise<Served> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...rights, `${root}core/main.ts`, "cluster", ...args],
    cwd: root,
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch { /* it has ended */ }
    const { code } = await child.status;
    await reader.cancel();
    return code;
  };
  assertMatch(value, /^ready https?:\/\/127\.0\.0\.1:\d+\n$/);
  return {
    url: value.slice("ready ".length).trim(),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

const json = { "content-type": "application/json" };
const bearer = (token: string) => ({ headers: { ...json, authorization: `Bearer ${token}` } });

async function whoami(url: string, init: RequestInit & { client?: Deno.HttpClient }) {
  const response = await fetch(`${url}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
    method: "POST",
    body: "{}",
    headers: json,
    ...init,
  });
  const { status } = await response.json();
  return status?.userInfo;
}

Deno.test("sluice cluster --http --token serves admin of system:masters and ends on SIGTERM", async () => {
  await using served = await serve("--http", "--token", "t", "--no-controllers");
  assertMatch(served.url, /^http:/);
  const { username, groups } = await whoami(served.url, bearer("t"));
  assertEquals([username, groups], ["admin", ["system:masters", "system:authenticated"]]);
  const refused = await fetch(`${served.url}/api`, bearer("wrong"));
  await refused.body?.cancel();
  assertEquals(refused.status, 401);
  assertEquals(await served.stop(), 0);
});

Deno.test("sluice cluster --kubeconfig lets in by token and by client certificate, over TLS that its authority vouches for", async () => {
  const folder = await Deno.makeTempDir();
  await using served = await serve("--kubeconfig", `${folder}/k.json`, "--no-controllers");
  const { clusters: [{ cluster }], users: [admin, certificate] } = JSON.parse(
    await Deno.readTextFile(`${folder}/k.json`),
  );
  assertEquals(cluster.server, served.url);
  const caCerts = [atob(cluster["certificate-authority-data"])];
  using plain = Deno.createHttpClient({ caCerts });
  const byToken = await whoami(served.url, { client: plain, ...bearer(admin.user.token) });
  using proven = Deno.createHttpClient({
    caCerts,
    cert: atob(certificate.user["client-certificate-data"]),
    key: atob(certificate.user["client-key-data"]),
  });
  const byCertificate = await whoami(served.url, { client: proven });
  assertEquals([byToken.username, byCertificate.username], ["admin", "admin"]);
  assert(byCertificate.groups.includes("system:masters"));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a certificate of another authority proves nothing", async () => {
  await using one = await serve("--no-controllers");
  const folder = await Deno.makeTempDir();
  await using two = await serve("--kubeconfig", `${folder}/k.json`, "--no-controllers");
  const { users: [, { user }] } = JSON.parse(await Deno.readTextFile(`${folder}/k.json`));
  assert(one.url !== two.url);
  const unsafely = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--unsafely-ignore-certificate-errors",
      `const client = Deno.createHttpClient(${
        JSON.stringify({
          cert: atob(user["client-certificate-data"]),
          key: atob(user["client-key-data"]),
        })
      });
      const list = (url) => fetch(url + "/api/v1/namespaces", { client });
      console.log((await list("${one.url}")).status, (await list("${two.url}")).status);
      Deno.exit();`,
    ],
    stderr: "null",
  });
  assertEquals(new TextDecoder().decode((await unsafely.output()).stdout), "403 200\n");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("sluice cluster --data has every acknowledged object after SIGKILL, wherever it struck", async () => {
  const folder = await Deno.makeTempDir();
  const flags = ["--http", "--token", "t", "--no-controllers", "--data", folder];
  const kept: string[] = [];
  for (let round = 0; round < 3; round++) {
    await using served = await serve(...flags);
    const path = `${served.url}/api/v1/namespaces/default/configmaps`;
    const writer = async (id: number) => {
      for (let i = 0;; i++) {
        const name = `r${round}-${id}-${i}`, body = JSON.stringify({ metadata: { name } });
        const response = await fetch(path, { method: "POST", body, ...bearer("t") });
        await response.body?.cancel();
        if (response.status !== 201) return;
        kept.push(name);
      }
    };
    const writers = Array.from({ length: 8 }, (_, id) => writer(id).catch(() => {}));
    while (kept.length < 50 * (round + 1)) await new Promise((next) => setTimeout(next, 5));
    await served.stop("SIGKILL");
    await Promise.all(writers);
  }
  await using served = await serve(...flags);
  const list = await fetch(`${served.url}/api/v1/namespaces/default/configmaps`, bearer("t"));
  const { items } = await list.json();
  const found = new Set(items.map((item: { metadata: { name: string } }) => item.metadata.name));
  assertEquals(kept.filter((name) => !found.has(name)), []);
  await Deno.remove(folder, { recursive: true });
});
