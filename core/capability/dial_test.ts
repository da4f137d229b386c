import { assert, assertEquals, assertLess } from "@std/assert";
import { Bench, type BenchOptions, failureOf, listen } from "./testdata/bench.ts";

const never = new AbortController().signal;
const at = (port: number, more: BenchOptions = {}) =>
  new Bench({
    needs: { hosts: [{ at: "/spec/at", as: "hostport" }] },
    spec: { at: `127.0.0.2:${port}` },
    ...more,
  });
const echo = () => listen((conn) => conn.readable.pipeTo(conn.writable));

Deno.test("dial gives a stream to a granted host, both ways, to the end of each", async () => {
  await using server = echo();
  await using bench = at(server.port);
  const { readable, writable } = await bench.dial(
    { host: "127.0.0.2", port: server.port },
    never,
  );
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode("over"));
  await writer.close();
  const heard = await Array.fromAsync(readable, (piece) => new TextDecoder().decode(piece));
  assertEquals(heard.join(""), "over");
});

Deno.test("dial loses nothing of a peer that speaks first, and of one that says much and leaves", async () => {
  const much = new Uint8Array(300_000).map((_, i) => i & 255);
  await using server = listen(async (conn) => {
    await conn.write(new TextEncoder().encode("SSH-2.0-first\r\n"));
    for (let at = 0; at < much.length;) at += await conn.write(much.subarray(at));
  });
  await using bench = at(server.port);
  for (let tries = 0; tries < 10; tries++) {
    const { readable } = await bench.dial({ host: "127.0.0.2", port: server.port }, never);
    if (tries % 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const heard = await new Response(readable).bytes();
    assertEquals(new TextDecoder().decode(heard.subarray(0, 13)), "SSH-2.0-first");
    assertEquals(heard.length, much.length + 15);
  }
});

Deno.test("dial refuses what fetch refuses: other hosts and ports, and refused addresses", async () => {
  await using bench = at(22);
  const reason = async (host: string, port: number) =>
    (await failureOf(bench.dial({ host, port }, never))).reason;
  assertEquals(await reason("127.0.0.2", 23), "HostNotGranted");
  assertEquals(await reason("127.0.0.3", 22), "HostNotGranted");
  assertEquals(await reason("a b", 22), "HostNotGranted");
  await using refused = at(22, { names: { "127.0.0.2": ["fe80::1"] } });
  const failure = await failureOf(refused.dial({ host: "127.0.0.2", port: 22 }, never));
  assertEquals(failure.reason, "AddressRefused");
  assertEquals(bench.refused, new Array(3).fill("sample:HostNotGranted"));
});

Deno.test("dial takes uses of secrets that fit a connection, and no others", async () => {
  await using bench = at(22, {
    spec: { at: "127.0.0.2:22", secretRef: "auth" },
    values: { auth: { username: "u", password: "p" } },
  });
  const auth = [{ secret: "/spec/secretRef", use: "basic" as const }];
  const work = bench.dial({ host: "127.0.0.2", port: 22, auth }, never);
  assertEquals((await failureOf(work)).reason, "UseRefused");
});

Deno.test("a dialled connection ends with its call", async () => {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  await using server = listen(async (conn) => {
    while (await conn.read(new Uint8Array(16)).catch(() => null) !== null);
    resolve();
  });
  await using bench = at(server.port);
  const { readable } = await bench.dial({ host: "127.0.0.2", port: server.port }, never);
  await bench.broker.close();
  await over;
  const ended = await readable.getReader().read().then(({ done }) => done, () => true);
  assert(ended);
});

Deno.test("a reader that does not read holds the writer up: nothing piles up in the kernel", async () => {
  let sent = 0;
  await using server = listen(async (conn) => {
    const piece = new Uint8Array(256 * 1024);
    while (sent < 400) {
      for (let at = 0; at < piece.length;) at += await conn.write(piece.subarray(at));
      sent++;
    }
  });
  await using bench = at(server.port);
  const { close } = await bench.dial({ host: "127.0.0.2", port: server.port }, never);
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assertLess(sent, 80);
  close();
});

Deno.test("connections are counted: the one too many is refused, and room is made by closing", async () => {
  await using server = echo();
  await using bench = at(server.port, { limits: { connections: 2 } });
  const dial = () => bench.dial({ host: "127.0.0.2", port: server.port }, never);
  const [first] = [await dial(), await dial()];
  assertEquals((await failureOf(dial())).reason, "TooManyConnections");
  first.close();
  first.close();
  await dial();
  assertEquals((await failureOf(dial())).reason, "TooManyConnections");
});
