import { assert, assertEquals, assertRejects } from "@std/assert";
import { Channel } from "./channel.ts";
import { MAX_PIECE, type Piece } from "./frame.ts";
import { type Duplex, Streams } from "./streams.ts";
import { pair } from "../contract/testing/pair.ts";

const WINDOW = 4 * MAX_PIECE;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A stream between two channels, opened by the kernel. */
async function stream(test: (kernel: Duplex, plugin: Duplex) => Promise<void>): Promise<void> {
  const [here, there] = pair();
  const violations: string[] = [];
  const onViolation = (what: string) => void violations.push(what);
  const kernel = new Channel("kernel", { transport: here, serve: () => null, onViolation });
  const plugin = new Channel("plugin", { transport: there, serve: () => null, onViolation });
  const { id, duplex } = kernel.openStream();
  await test(duplex, plugin.attachStream(id));
  await settled();
  await Promise.all([kernel.close(), plugin.close()]);
  await Promise.all([kernel.done, plugin.done]);
  assertEquals(violations, []);
}

const filled = (length: number) => new Uint8Array(length).map((_, i) => (i * 31) & 255);
const whole = (from: Duplex) => new Response(from.readable).bytes();

async function send({ writable }: Duplex, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const writer = writable.getWriter();
  await writer.write(bytes);
  await writer.close();
}

Deno.test("a stream carries megabytes both ways at once, in order", () =>
  stream(async (kernel, plugin) => {
    const up = filled(3_000_001), down = filled(2_000_003).reverse();
    const [, , atPlugin, atKernel] = await Promise.all([
      send(kernel, up),
      send(plugin, down),
      whole(plugin),
      whole(kernel),
    ]);
    assertEquals([atPlugin.length, atKernel.length], [up.length, down.length]);
    assert(Deno.inspect(atPlugin.at(-1)) === Deno.inspect(up.at(-1)));
    assertEquals(await digest(atPlugin), await digest(up));
    assertEquals(await digest(atKernel), await digest(down));
  }));

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

Deno.test("what is written before the other end attaches is not lost, an end without bytes neither", async () => {
  for (const text of ["220 hello", ""]) {
    const [here, there] = pair();
    const kernel = new Channel("kernel", { transport: here, serve: () => null });
    const plugin = new Channel("plugin", { transport: there, serve: () => null });
    const { id, duplex } = kernel.openStream();
    const sent = send(duplex, new TextEncoder().encode(text));
    await settled();
    const attached = plugin.attachStream(id);
    assertEquals(await new Response(attached.readable).text(), text);
    await sent;
    await Promise.all([kernel.close(), plugin.close(), kernel.done, plugin.done]);
  }
});

Deno.test("one half may be closed while the other goes on", () =>
  stream(async (kernel, plugin) => {
    await send(kernel, filled(10));
    assertEquals((await whole(plugin)).length, 10);
    await send(plugin, filled(20));
    assertEquals((await whole(kernel)).length, 20);
  }));

Deno.test("closing a stream ends reading and writing at the other end", () =>
  stream(async (kernel, plugin) => {
    const reading = whole(plugin);
    kernel.close();
    await assertRejects(() => reading, Error, "The stream was closed");
    await assertRejects(() => send(plugin, filled(1)), Error, "Cannot write");
  }));

Deno.test("a stream that was given up before the other end attached ends there at once", async () => {
  const [here, there] = pair();
  const kernel = new Channel("kernel", { transport: here, serve: () => null });
  const plugin = new Channel("plugin", { transport: there, serve: () => null });
  const { id, duplex } = kernel.openStream();
  duplex.close();
  await settled();
  const { readable } = plugin.attachStream(id);
  await assertRejects(() => new Response(readable).text(), Error, "The stream was closed");
  await Promise.all([kernel.close(), plugin.close(), kernel.done, plugin.done]);
});

/** One end alone, with what it sends. */
function alone() {
  const pieces: Piece[] = [], credits: number[] = [], resets: number[] = [];
  const streams = new Streams({
    piece: (piece) => void pieces.push(piece),
    credit: (_id, n) => void credits.push(n),
    reset: (id) => void resets.push(id),
  });
  const sent = () => pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { streams, pieces, credits, resets, sent };
}

Deno.test("no more is sent than the other end gave credit for, in pieces of 64 KiB at most", async () => {
  const { streams, pieces, sent } = alone();
  const { writable } = streams.open(2);
  const writing = writable.getWriter().write(filled(WINDOW * 2));
  await settled();
  assertEquals(sent(), 0);
  streams.credit(2, 100_000);
  await settled();
  assertEquals(sent(), 100_000);
  for (const credit of [WINDOW, WINDOW - 100_000]) {
    streams.credit(2, credit);
    await settled();
  }
  await writing;
  assertEquals(sent(), WINDOW * 2);
  assert(pieces.every(({ bytes }) => bytes.length <= MAX_PIECE));
});

Deno.test("credit is given back as the reader reads, and not before", async () => {
  const { streams, credits } = alone();
  const { readable } = streams.attach(2);
  assertEquals(credits.splice(0), [WINDOW]);
  for (let i = 0; i < 4; i++) assert(streams.take({ stream: 2, bytes: filled(MAX_PIECE) }));
  await settled();
  assertEquals(credits, []);
  const reader = readable.getReader();
  for (let i = 0; i < 4; i++) await reader.read();
  await settled();
  assertEquals(credits.reduce((sum, n) => sum + n, 0), WINDOW);
});

Deno.test("a sender that ignores its credit is refused, and its stream ends", async () => {
  const { streams, resets } = alone();
  const { readable } = streams.attach(2);
  for (let i = 0; i < 4; i++) assert(streams.take({ stream: 2, bytes: filled(MAX_PIECE) }));
  assertEquals(streams.take({ stream: 2, bytes: filled(1) }), false);
  assertEquals(resets, [2]);
  await assertRejects(() => new Response(readable).bytes(), Error, "The stream was closed");
});

Deno.test("bytes after the end of a half are refused", () => {
  const { streams } = alone();
  streams.attach(2);
  assert(streams.take({ stream: 2, bytes: new Uint8Array(0) }));
  assertEquals(streams.take({ stream: 2, bytes: filled(1) }), false);
});

Deno.test("bytes on a stream that never was are refused; those under way when one ended mean nothing", () => {
  const { streams } = alone();
  assertEquals(streams.take({ stream: 4, bytes: filled(1) }), false);
  streams.attach(4).close();
  assertEquals(streams.take({ stream: 4, bytes: filled(1) }), true);
  assertEquals(streams.take({ stream: 3, bytes: filled(1) }), false);
});

Deno.test("a writer that waits for credit ends with its stream", async () => {
  const { streams } = alone();
  const { writable } = streams.open(2);
  const writer = writable.getWriter();
  const writing = writer.write(filled(10));
  writer.closed.catch(() => {});
  await settled();
  streams.reset();
  await assertRejects(() => writing, Error, "Cannot write to the stream: it is closed");
});
