import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { assertEquals, assertNotEquals } from "@std/assert";
import type { Connection } from "../contract/capabilities.ts";
import { Bench, type BenchOptions, failureOf, listen, textOf } from "./testdata/bench.ts";
import { makeCertificates } from "./testdata/certificates.ts";

const made = await makeCertificates();
const ignore = made === undefined;
const none = { cert: "", key: "" };
const { authority, server, client } = made ?? { authority: "", server: none, client: none };

interface Seen {
  readonly url?: string;
  readonly headers: Record<string, string | string[] | undefined>;
  /** Common name of the client's certificate. */
  readonly shown: string;
}

/** An HTTPS server that tells what it was sent, and redirects `/go?URL`. */
async function serveTls(requestCert = false) {
  const options = { ...server, ca: [authority], requestCert, rejectUnauthorized: false };
  const held = createServer(options, (request, response) => {
    const url = new URL(request.url!, "https://x");
    if (url.pathname === "/go") {
      return void response.writeHead(302, { location: decodeURIComponent(url.search.slice(1)) })
        .end();
    }
    if (url.pathname === "/v2/") {
      const realm = decodeURIComponent(url.search.slice(1));
      return void response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
    }
    const certificate = (request.socket as TLSSocket).getPeerCertificate?.();
    const shown = String(certificate?.subject?.CN ?? "");
    response.end(JSON.stringify({ url: request.url, headers: request.headers, shown }));
  });
  await new Promise<void>((resolve) => held.listen(0, "127.0.0.1", resolve));
  return {
    port: (held.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      held.closeAllConnections();
      await new Promise((resolve) => held.close(resolve));
    },
  };
}

const seen = (answer: Parameters<typeof textOf>[0]): Seen => JSON.parse(textOf(answer));
const tls = [{ secret: "/spec/secretRef", use: "tls" as const }];
const basic = { secret: "/spec/secretRef", use: "basic" as const };

const bench = (port: number, more: BenchOptions = {}, host = "localhost") =>
  new Bench({
    needs: { hosts: [{ at: "/spec/url", follow: "any" }] },
    spec: { url: `https://${host}:${port}/`, secretRef: { name: "tls" } },
    values: {
      tls: {
        "ca.crt": authority,
        "tls.crt": client.cert,
        "tls.key": client.key,
        username: "u",
        password: "p",
      },
      ca: { "ca.crt": authority },
    },
    ...more,
  });

Deno.test({
  name: "https goes end to end: the secret's CA is trusted, and only where it is used",
  ignore,
  async fn() {
    await using remote = await serveTls();
    await using at = bench(remote.port);
    const url = `https://localhost:${remote.port}/a`;
    assertEquals(seen(await at.fetch(url, { auth: tls })).url, "/a");
    const failure = await failureOf(at.fetch(url));
    assertEquals([failure.code, failure.reason], ["transient", "TlsFailed"]);
  },
});

Deno.test({
  name: "the name is checked against the certificate, whatever address was judged",
  ignore,
  async fn() {
    await using remote = await serveTls();
    await using at = bench(remote.port, {}, "127.0.0.9");
    const failure = await failureOf(at.fetch(`https://127.0.0.9:${remote.port}/`, { auth: tls }));
    assertEquals(failure.reason, "TlsFailed");
  },
});

Deno.test({
  name: "a client certificate is shown to its own host, and not after a redirect to another",
  ignore,
  async fn() {
    await using remote = await serveTls(true);
    await using at = bench(remote.port);
    const url = (path: string) => `https://localhost:${remote.port}${path}`;
    assertEquals(seen(await at.fetch(url("/a"), { auth: tls })).shown, "client");
    const far = `https://127.0.0.2:${remote.port}/b`;
    const answer = await at.fetch(url(`/go?${encodeURIComponent(far)}`), { auth: [...tls, basic] });
    const { shown, headers } = seen(answer);
    assertEquals([shown, headers["authorization"], answer.url], ["", undefined, far]);
  },
});

Deno.test({
  name: "a redirect from https to http is refused",
  ignore,
  async fn() {
    await using remote = await serveTls();
    await using at = bench(remote.port);
    const to = encodeURIComponent("http://localhost:80/");
    const url = `https://localhost:${remote.port}/go?${to}`;
    assertEquals((await failureOf(at.fetch(url, { auth: tls }))).reason, "RedirectRefused");
  },
});

Deno.test({
  name:
    "the https realm that a granted registry names may get the credentials; before that it may not",
  ignore,
  async fn() {
    await using remote = await serveTls();
    await using at = bench(remote.port);
    const realm = `https://127.0.0.2:${remote.port}/token`;
    const auth = [{ ...tls[0]!, keys: { certificate: "none", key: "none" } }, basic];
    const ca = [{ secret: "/spec/secretRef", use: "tls", keys: { authority: "ca.crt" } }, basic];
    assertEquals((await failureOf(at.fetch(realm, { auth }))).reason, "SecretKeyMissing");
    assertEquals((await failureOf(at.fetch(realm, { auth: ca }))).reason, "CredentialsRefused");
    const registry = `https://localhost:${remote.port}/v2/?${encodeURIComponent(realm)}`;
    assertEquals((await at.fetch(registry, { auth: tls })).status, 401);
    assertEquals(
      seen(await at.fetch(realm, { auth: ca })).headers["authorization"],
      `Basic ${btoa("u:p")}`,
    );
  },
});

/** A proxy as objects name one: it counts who asked for what, and connects to loopback. */
function upstream(asked: string[]) {
  return listen(async (conn) => {
    const piece = new Uint8Array(65_536);
    const head = new TextDecoder().decode(piece.subarray(0, await conn.read(piece) ?? 0));
    const [method, target] = head.split(" ");
    asked.push(`${method} ${target} ${/proxy-authorization: (.*)\r/i.exec(head)?.[1] ?? "nobody"}`);
    if (method !== "CONNECT") {
      await conn.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nfar"));
      return;
    }
    const port = Number(target!.split(":")[1]);
    const peer = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
    await Promise.allSettled([
      conn.readable.pipeTo(peer.writable),
      peer.readable.pipeTo(conn.writable),
    ]);
  });
}

Deno.test({
  name: "a proxy that the object names is chained, for https and http, with its own credentials",
  ignore,
  async fn() {
    const asked: string[] = [];
    await using remote = await serveTls();
    await using proxy = upstream(asked);
    const values = {
      tls: {
        "ca.crt": authority,
        address: `http://127.0.0.7:${proxy.port}`,
        username: "p",
        password: "w",
      },
    };
    const spec = {
      url: `https://localhost:${remote.port}`,
      plain: "http://127.0.0.2:8080",
      secretRef: { name: "tls" },
    };
    const needs = { hosts: [{ at: "/spec/url" }, { at: "/spec/plain" }] };
    await using at = bench(remote.port, { values, spec, needs });
    const auth = [
      { secret: "/spec/secretRef", use: "proxy" },
      { secret: "/spec/secretRef", use: "tls", keys: { authority: "ca.crt" } },
    ];
    const { headers } = seen(await at.fetch(`https://localhost:${remote.port}/`, { auth }));
    assertNotEquals(headers["proxy-authorization"], `Basic ${btoa("p:w")}`);
    assertEquals(
      textOf(await at.fetch("http://127.0.0.2:8080/x", { auth: auth.slice(0, 1) })),
      "far",
    );
    const user = `Basic ${btoa("p:w")}`;
    assertEquals(asked, [
      `CONNECT localhost:${remote.port} ${user}`,
      `GET http://127.0.0.2:8080/x ${user}`,
    ]);
  },
});

Deno.test("a proxy at a refused address is refused, and is no way to one", async () => {
  const refused = { "127.0.0.7": ["169.254.169.254"] };
  const options = {
    needs: { hosts: [{ at: "/spec/url" }] },
    values: { p: { address: "http://127.0.0.7:3128" } },
    spec: { url: "http://127.0.0.2", secretRef: { name: "p" } },
  };
  const auth = [{ secret: "/spec/secretRef", use: "proxy" }];
  await using near = new Bench({ ...options, names: refused });
  const failure = await failureOf(near.fetch("http://127.0.0.2/", { auth }));
  assertEquals([failure.reason, failure.message.includes("127.0.0.7")], ["AddressRefused", false]);
  await using far = new Bench({ ...options, names: { "127.0.0.2": ["169.254.169.254"] } });
  assertEquals(
    (await failureOf(far.fetch("http://127.0.0.2/", { auth }))).reason,
    "AddressRefused",
  );
});

/** Sends a line and reads one back. */
async function talk({ readable, writable }: Connection, text: string): Promise<string> {
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  const reader = readable.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  writer.releaseLock();
  return new TextDecoder().decode(value);
}

const never = new AbortController().signal;

Deno.test({
  name: "dial speaks TLS for the plugin, with name, CA and client certificate",
  ignore,
  async fn() {
    const options = { ...server, ca: [authority], requestCert: true };
    const held = createTlsServer(options, (socket) => {
      socket.on("error", () => {}).pipe(socket);
    });
    await new Promise<void>((resolve) => held.listen(0, "127.0.0.1", resolve));
    const { port } = held.address() as AddressInfo;
    await using at = bench(port, {}, "git.example.test");
    const to = { host: "git.example.test", port, tls: true };
    const connection = await at.dial({ ...to, auth: tls }, never);
    assertEquals(await talk(connection, "hello"), "hello");
    connection.close();
    assertEquals((await failureOf(at.dial(to, never))).reason, "TlsFailed");
    await using other = bench(port, {}, "wrong.example.test");
    const wrong = other.dial({ ...to, host: "wrong.example.test", auth: tls }, never);
    assertEquals((await failureOf(wrong)).reason, "TlsFailed");
    await new Promise((resolve) => held.close(resolve));
  },
});

Deno.test({
  name:
    "a self-signed certificate is taken where the Secret holds that very one, and for its own name alone",
  ignore,
  async fn() {
    const own = await selfSigned("127.0.0.1"), other = await selfSigned("127.0.0.1");
    const answered = "a".repeat(200_000);
    await using https = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...own },
      async (request) => new Response(`${await request.text()}${answered}`),
    );
    const { port } = https.addr as Deno.NetAddr;
    const trusting = (authority: string, host: string) =>
      new Bench({
        needs: { hosts: [{ at: "/spec/url" }] },
        spec: { url: `https://${host}:${port}/`, secretRef: { name: "tls" } },
        values: { tls: { "ca.crt": authority } },
        secrets: ["/spec/secretRef"],
      });
    const url = `https://127.0.0.1:${port}/`;
    await using good = trusting(own.cert, "127.0.0.1");
    const answer = await good.fetch(url, { method: "POST", body: btoa("said "), auth: tls });
    assertEquals(textOf(answer), `said ${answered}`);
    await using bad = trusting(other.cert, "127.0.0.1");
    const words =
      "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    assertEquals(
      (await failureOf(bad.fetch(url, { auth: tls }))).message,
      `Cannot trust "https://127.0.0.1:${port}": ${words}`,
    );
    await using elsewhere = trusting(own.cert, "localhost");
    const renamed = await failureOf(
      elsewhere.fetch(`https://localhost:${port}/`, { auth: tls }),
    );
    assertEquals(renamed.reason, "TlsFailed");
  },
});

/** A certificate that is its own authority, as `openssl req -x509` makes it. */
async function selfSigned(address: string): Promise<{ cert: string; key: string }> {
  const folder = await Deno.makeTempDir();
  const made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${address}`];
  const files = ["-keyout", `${folder}/key`, "-out", `${folder}/cert`];
  const args = ["req", "-x509", ...made, ...files, "-addext", `subjectAltName=IP:${address}`];
  await new Deno.Command("openssl", { args, stderr: "null" }).output();
  const [cert, key] = await Promise.all(
    ["cert", "key"].map((name) => Deno.readTextFile(`${folder}/${name}`)),
  ) as [string, string];
  await Deno.remove(folder, { recursive: true });
  return { cert, key };
}
