import { gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { assert, assertEquals, assertLess } from "@std/assert";
import { Bench, failureOf, listen, serve, textOf } from "./testdata/bench.ts";

/** A bench whose object names a server on loopback. */
const at = (port: number, more: ConstructorParameters<typeof Bench>[0] = {}) =>
  new Bench({
    needs: { hosts: [{ at: "/spec/url" }] },
    spec: { url: `http://127.0.0.2:${port}/` },
    ...more,
  });

Deno.test("http.fetch gives status, headers, body and where it ended", async () => {
  await using server = serve((request, { pathname }) =>
    new Response(`${request.method} ${pathname}`, { status: 404, headers: { "X-Seen": "yes" } })
  );
  await using bench = at(server.port);
  const answer = await bench.fetch(`http://127.0.0.2:${server.port}/a`);
  assertEquals([answer.status, textOf(answer)], [404, "GET /a"]);
  assertEquals([answer.headers["x-seen"], answer.url], [
    "yes",
    `http://127.0.0.2:${server.port}/a`,
  ]);
});

Deno.test("http.fetch sends method, headers and body", async () => {
  await using server = serve(async (request) =>
    new Response(`${request.method} ${request.headers.get("x-a")} ${await request.text()}`)
  );
  await using bench = at(server.port);
  const answer = await bench.fetch(`http://127.0.0.2:${server.port}/`, {
    method: "PUT",
    headers: { "X-A": "é" },
    body: btoa("hello"),
  });
  assertEquals(textOf(answer), "PUT Ã© hello");
});

Deno.test("http.fetch refuses a host or a port that nothing grants, and counts it", async () => {
  await using server = serve(() => new Response("no"));
  await using bench = at(server.port);
  const urls = [
    `http://127.0.0.4:${server.port}/`,
    "http://127.0.0.2/",
    `http://127.0.0.1:${server.port}/`,
  ];
  for (const url of urls) {
    assertEquals((await failureOf(bench.fetch(url))).reason, "HostNotGranted");
  }
  assertEquals(bench.refused, new Array(3).fill("sample:HostNotGranted"));
});

Deno.test("http.fetch takes http and https and nothing else", async () => {
  await using bench = at(80);
  for (
    const url of ["file:///etc/passwd", "data:,x", "ftp://127.0.0.2/", "unix:/x", "", "http://"]
  ) {
    assertEquals((await failureOf(bench.fetch(url))).reason, "UrlRefused", url);
  }
});

Deno.test("the address that was judged is the one connected to: a name that changes its mind changes nothing", async () => {
  let asked = 0;
  const resolve = () => Promise.resolve([asked++ === 0 ? "127.0.0.1" : "169.254.169.254"]);
  await using server = serve(() => new Response("judged"));
  await using bench = at(server.port, {
    resolve,
    spec: { url: `http://git.test:${server.port}/` },
  });
  assertEquals(textOf(await bench.fetch(`http://git.test:${server.port}/`)), "judged");
  assertEquals(asked, 1);
  const url = `http://git.test:${server.port}/`;
  assertEquals((await failureOf(bench.fetch(url))).reason, "AddressRefused");
});

Deno.test("one refused address among several refuses the name", async () => {
  await using bench = at(80, {
    names: { "127.0.0.2": ["93.184.216.34", "::ffff:169.254.169.254"] },
  });
  const failure = await failureOf(bench.fetch("http://127.0.0.2/"));
  assertEquals([failure.code, failure.reason], ["terminal", "AddressRefused"]);
});

Deno.test("the kernel's own proxy and the endpoints of the cluster are no targets", async () => {
  await using server = serve(() => new Response("secret"));
  const endpoints = () => [{ host: "127.0.0.1", port: server.port }];
  await using bench = at(server.port, { endpoints });
  assertEquals(
    (await failureOf(bench.fetch(`http://127.0.0.2:${server.port}/`))).reason,
    "AddressRefused",
  );
  await using second = new Bench({
    needs: { hosts: [{ at: "/spec/url", follow: "any" }] },
    spec: { url: "http://x.test" },
  });
  const { proxyUrl } = second.kernel.egress;
  assertEquals((await failureOf(second.fetch(`${proxyUrl}/`))).reason, "AddressRefused");
});

Deno.test("http.fetch ends at 256 KiB or at maxBytes, before or after it is told the length", async () => {
  await using server = serve((_, { pathname }) => {
    const bytes = new Uint8Array(300 * 1024);
    return new Response(pathname === "/told" ? bytes : new Blob([bytes]).stream());
  });
  await using bench = at(server.port);
  for (const path of ["told", "untold"]) {
    const url = `http://127.0.0.2:${server.port}/${path}`;
    assertEquals((await failureOf(bench.fetch(url))).reason, "TooLarge");
    assertEquals((await failureOf(bench.fetch(url, { maxBytes: 10 }))).reason, "TooLarge");
  }
});

/** How a download of a process of its own ends, and by how much that process grows: tests share theirs. */
async function downloadApart(port: number, scratchMiB: number, maxBytes: number) {
  const program = new URL("testdata/memory.ts", import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const numbers = [port, scratchMiB, maxBytes].map(String);
  const args = ["run", "-A", "--no-check", "--quiet", "--config", config, program, ...numbers];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  return JSON.parse(new TextDecoder().decode(stdout)) as { ended: number | string; grown: number };
}

Deno.test("a compressed answer is counted as it unfolds: a bomb ends at the limit, in bounded memory", async () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(256 * 1024 * 1024)));
  await using server = serve(() => new Response(bomb, { headers: { "content-encoding": "gzip" } }));
  await using bench = at(server.port);
  const url = `http://127.0.0.2:${server.port}/`;
  assertEquals((await failureOf(bench.fetch(url))).reason, "TooLarge");
  const download = bench.download(url, "bomb", { maxBytes: 2 ** 20 });
  assertEquals((await failureOf(download)).reason, "TooLarge");
  assertEquals([...Deno.readDirSync(bench.scratch)], []);
  const { ended, grown } = await downloadApart(server.port, 128, 64 * 1024 * 1024);
  assertEquals(ended, "TooLarge");
  assertLess(grown, 64 * 1024 * 1024);
});

Deno.test("a decompressed answer says nothing of the encoding it came in; one asked for raw stays raw", async () => {
  const packed = new Uint8Array(gzipSync("plain"));
  await using server = serve(() =>
    new Response(packed, { headers: { "content-encoding": "gzip" } })
  );
  await using bench = at(server.port);
  const url = `http://127.0.0.2:${server.port}/`;
  const answer = await bench.fetch(url);
  assertEquals([textOf(answer), answer.headers["content-encoding"]], ["plain", undefined]);
  const raw = await bench.fetch(url, { headers: { "accept-encoding": "identity" } });
  assertEquals(Uint8Array.fromBase64(raw.body).length, packed.length);
});

Deno.test("a server that says nothing, or too little at a time, ends in TimedOut", async () => {
  await using silent = listen(() => new Promise(() => {}));
  await using bench = at(silent.port, { limits: { idleMs: 100 } });
  const url = `http://127.0.0.2:${silent.port}/`;
  const failure = await failureOf(bench.fetch(url));
  assertEquals([failure.code, failure.reason], ["transient", "TimedOut"]);
  await using dripping = serve(() => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const timer = setInterval(
      () => writer.write(new Uint8Array(1)).catch(() => clearInterval(timer)),
      20,
    );
    return new Response(readable);
  });
  await using slow = at(dripping.port);
  const late = slow.fetch(`http://127.0.0.2:${dripping.port}/`, { timeoutSeconds: 0.2 });
  assertEquals((await failureOf(late)).reason, "TimedOut");
});

Deno.test("Retry-After is given back and not obeyed", async () => {
  let asked = 0;
  await using server = serve(() => {
    asked++;
    return new Response(null, { status: 429, headers: { "retry-after": "30" } });
  });
  await using bench = at(server.port);
  const answer = await bench.fetch(`http://127.0.0.2:${server.port}/`);
  assertEquals([answer.status, answer.headers["retry-after"], asked], [429, "30", 1]);
});

Deno.test("headers that frame a message or name a host are the kernel's to write", async () => {
  await using bench = at(80);
  const names = [
    "Host",
    "content-length",
    "Transfer-Encoding",
    "Connection",
    "Proxy-Authorization",
    "upgrade",
  ];
  for (const name of names) {
    const failure = await failureOf(bench.fetch("http://127.0.0.2/", { headers: { [name]: "x" } }));
    assertEquals(failure.reason, "HeaderRefused", name);
  }
});

Deno.test("user and password of a URL become a header, and stand in no answer and no error", async () => {
  await using server = serve((request) => new Response(request.headers.get("authorization")));
  await using bench = at(server.port);
  const answer = await bench.fetch(`http://me:pa%40ss@127.0.0.2:${server.port}/`);
  assertEquals(textOf(answer), `Basic ${btoa("me:pa@ss")}`);
  assertEquals(answer.url, `http://127.0.0.2:${server.port}/`);
  const failure = await failureOf(bench.fetch("http://me:canary@127.0.0.4/canary?sig=canary"));
  assert(!failure.message.includes("canary"), failure.message);
});

Deno.test("a connection that breaks or is refused is ConnectionFailed, and tells no path", async () => {
  await using server = listen((conn) => Promise.resolve(conn.close()));
  await using bench = at(server.port);
  const failure = await failureOf(bench.fetch(`http://127.0.0.2:${server.port}/canary?sig=canary`));
  assertEquals([failure.code, failure.reason], ["transient", "ConnectionFailed"]);
  assert(!failure.message.includes("canary"), failure.message);
  await using closed = at(1);
  const refused = await failureOf(closed.fetch("http://127.0.0.2:1/canary"));
  assertEquals(
    refused.message,
    'Cannot connect to "127.0.0.2" port 1: dial tcp 127.0.0.1:1: connect: connection refused',
  );
});

Deno.test("an answer with too many headers is refused", async () => {
  await using server = serve(() => {
    const entries = Array.from(
      { length: 80 },
      (_, i) => [`x-${i}`, "v".repeat(1024)] as [string, string],
    );
    return new Response("", { headers: entries });
  });
  await using bench = at(server.port);
  assertEquals(
    (await failureOf(bench.fetch(`http://127.0.0.2:${server.port}/`))).reason,
    "TooLarge",
  );
});

Deno.test("http.download streams into scratch and tells length and sha256", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  await using server = serve((_, { pathname }) =>
    pathname === "/gone" ? new Response("gone", { status: 410 }) : new Response(bytes)
  );
  await using bench = at(server.port);
  const done = await bench.download(`http://127.0.0.2:${server.port}/a`, "a.bin");
  assertEquals(done.bytes, bytes.length);
  assertEquals(done.sha256, createHash("sha256").update(bytes).digest("hex"));
  assertEquals(await Deno.readFile(`${bench.scratch}/a.bin`), bytes);
  const gone = await bench.download(`http://127.0.0.2:${server.port}/gone`, "b.bin");
  assertEquals([gone.status, gone.bytes], [410, 0]);
  assertEquals([...Deno.readDirSync(bench.scratch)].map(({ name }) => name), ["a.bin"]);
});

Deno.test("100 MiB come down in pieces: the kernel grows by less than 32 MiB", async () => {
  const piece = new Uint8Array(256 * 1024).fill(7);
  await using server = listen(async (conn) => {
    await conn.read(new Uint8Array(4096));
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${
      400 * piece.length
    }\r\nConnection: close\r\n\r\n`;
    await conn.write(new TextEncoder().encode(head));
    for (let i = 0; i < 400; i++) {
      for (let sent = 0; sent < piece.length;) sent += await conn.write(piece.subarray(sent));
    }
  });
  const { ended, grown } = await downloadApart(server.port, 128, 2 ** 30);
  assertEquals(ended, 100 * 1024 * 1024);
  assertLess(grown, 32 * 1024 * 1024);
});

Deno.test("a download beyond the quota of scratch ends in ScratchFull and leaves nothing", async () => {
  await using server = serve(() => new Response(new Uint8Array(2 ** 20 + 1)));
  await using bench = at(server.port, { needs: { hosts: [{ at: "/spec/url" }], scratchMiB: 1 } });
  const failure = await failureOf(bench.download(`http://127.0.0.2:${server.port}/`, "a"));
  assertEquals([failure.code, failure.reason], ["terminal", "ScratchFull"]);
  assertEquals([...Deno.readDirSync(bench.scratch)], []);
});

Deno.test("a download that is cut off leaves nothing", async () => {
  await using server = listen(async (conn) => {
    await conn.read(new Uint8Array(4096));
    await conn.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
  });
  await using bench = at(server.port);
  const failure = await failureOf(bench.download(`http://127.0.0.2:${server.port}/`, "a"));
  assertEquals(failure.reason, "ConnectionFailed");
  assertEquals([...Deno.readDirSync(bench.scratch)], []);
});

for (const size of [3, 9 * 1024 * 1024]) {
  Deno.test(`http.upload sends a file of ${size} bytes`, async () => {
    await using server = serve(async (request) => {
      const told = request.headers.get("content-length");
      return new Response(`${(await request.bytes()).length} ${told}`);
    });
    await using bench = at(server.port);
    await Deno.writeFile(`${bench.scratch}/out`, new Uint8Array(size));
    const params = {
      url: `http://127.0.0.2:${server.port}/`,
      from: "out",
      request: { method: "POST" },
    };
    const answer = await bench.ask<{ body: string }>("http.upload", params);
    assertEquals(atob(answer.body), size < 100 ? "3 3" : `${size} null`);
  });
}
