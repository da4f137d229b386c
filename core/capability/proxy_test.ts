import { assert, assertEquals } from "@std/assert";
import { startEgressProxy } from "./proxy.ts";
import { listen } from "./testdata/bench.ts";

/** What the proxy answers to raw bytes, up to the end of the connection. */
async function say(port: number, text: string): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(text));
  return await new Response(conn.readable).text();
}

const user = (token: string) => `Proxy-Authorization: Basic ${btoa(`${token}:`)}\r\n`;
const echo = () =>
  listen(async (conn) => {
    const piece = new Uint8Array(65_536);
    const count = await conn.read(piece) ?? 0;
    await conn.write(piece.subarray(0, count));
  });
const route = (port: number) => ({ target: { host: "a.test", port, addresses: ["127.0.0.1"] } });

Deno.test("the egress proxy answers 407 to whoever has no pass, and counts it", async () => {
  const refused: string[] = [];
  await using proxy = startEgressProxy((reason) => refused.push(reason));
  for (const held of ["", user("00"), user("constructor"), "Proxy-Authorization: Bearer x\r\n"]) {
    const answer = await say(proxy.port, `CONNECT a.test:443 HTTP/1.1\r\n${held}\r\n`);
    assertEquals(answer.split("\r\n")[0], "HTTP/1.1 407 Proxy Authentication Required", held);
  }
  assertEquals(refused, new Array(4).fill("ProxyTokenRefused"));
});

Deno.test("the egress proxy takes a pass to its own target and to no other", async () => {
  await using server = echo();
  const refused: string[] = [];
  await using proxy = startEgressProxy((reason) => refused.push(reason));
  const { token } = proxy.issue(route(server.port));
  const others = [
    "CONNECT b.test:",
    "CONNECT a.test:1",
    "GET http://b.test:",
    "GET https://a.test:",
  ];
  for (const other of others) {
    const text = `${other}${server.port}${other.startsWith("GET") ? "/" : ""} HTTP/1.1\r\n`;
    assertEquals((await say(proxy.port, `${text}${user(token)}\r\n`)).slice(9, 12), "403", other);
  }
  assertEquals(refused.length, 4);
});

Deno.test("the egress proxy sends a plain request on in origin form, without the pass, and closing", async () => {
  await using server = echo();
  await using proxy = startEgressProxy(() => {});
  const { token } = proxy.issue(route(server.port));
  const head = `GET http://A.test:${server.port}/x?y HTTP/1.1\r\nHost: a.test\r\n`;
  const heard = await say(proxy.port, `${head}Connection: keep-alive\r\n${user(token)}\r\n`);
  assertEquals(heard, "GET /x?y HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
});

Deno.test("a pass is good for one connection", async () => {
  await using server = echo();
  await using proxy = startEgressProxy(() => {});
  const { token } = proxy.issue(route(server.port));
  const text = `GET http://a.test:${server.port}/ HTTP/1.1\r\n${user(token)}\r\n`;
  assertEquals((await say(proxy.port, text)).slice(0, 5), "GET /");
  assertEquals((await say(proxy.port, text)).slice(9, 12), "407");
});

Deno.test("the egress proxy answers 400 to what is no HTTP and to an endless head", async () => {
  await using proxy = startEgressProxy(() => {});
  const bad = [
    "\r\n\r\n",
    "GET\r\n\r\n",
    "GET / HTTP/1.1\r\nno header\r\n\r\n",
    "a".repeat(65_536),
  ];
  for (const text of bad) assertEquals((await say(proxy.port, text)).slice(9, 12), "400");
});

Deno.test("a released pass ends its connections and opens no more", async () => {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  await using server = listen(async (conn) => {
    while (await conn.read(new Uint8Array(16)).catch(() => null) !== null);
    resolve();
  });
  await using proxy = startEgressProxy(() => {});
  const pass = proxy.issue(route(server.port));
  const connect = `CONNECT a.test:${server.port} HTTP/1.1\r\n${user(pass.token)}\r\n`;
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  await conn.write(new TextEncoder().encode(connect));
  await conn.read(new Uint8Array(256));
  pass.release();
  assertEquals(await conn.read(new Uint8Array(1)).catch(() => null), null);
  await over;
  assertEquals((await say(proxy.port, connect)).slice(9, 12), "407");
});

Deno.test("a head full of spaces is read as fast as any other", async () => {
  await using server = echo();
  await using proxy = startEgressProxy(() => {});
  const { token } = proxy.issue(route(server.port));
  const wide = `X-A: a${" ".repeat(60_000)}b\r\n`;
  const started = performance.now();
  const head = `GET http://a.test:${server.port}/ HTTP/1.1\r\n${wide}${user(token)}`;
  const heard = await say(proxy.port, `${head}\r\n`);
  assertEquals(heard.includes(wide), true);
  assert(performance.now() - started < 5000, "a pattern that backtracks takes some 15 s");
});
