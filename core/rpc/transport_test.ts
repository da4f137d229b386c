import { assert, assertEquals } from "@std/assert";
import { pair } from "../contract/testing/pair.ts";
import { encodeControl } from "./frame.ts";
import { childPipes, stdio } from "./transport.ts";

Deno.test("pair() carries messages and pieces to the other end, in order", async () => {
  const [here, there] = pair();
  const heard: unknown[] = [];
  const over = there.receive({
    control: (message) => void heard.push(message),
    piece: ({ stream, bytes }) => void heard.push([stream, ...bytes]),
  });
  here.control({ a: 1 });
  here.piece({ stream: 2, bytes: new Uint8Array([3, 4]) });
  here.control("x".repeat(200_000));
  await here.close();
  await over;
  assertEquals(heard, [{ a: 1 }, [2, 3, 4], "x".repeat(200_000)]);
});

/** A child's pipes whose input nobody reads until the test does. */
function deafChild() {
  const input = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const stdout = new ReadableStream<Uint8Array<ArrayBuffer>>({ type: "bytes", start() {} });
  return { child: { stdin: input.writable, stdout }, heard: input.readable };
}

/** As a pipe gives them: copies, in a stream of bytes. */
function readableBytes(from: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = from.getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    type: "bytes",
    async pull(controller) {
      const { value, done } = await reader.read();
      if (!done) return controller.enqueue(value.slice());
      controller.close();
      (controller as ReadableByteStreamController).byobRequest?.respond(0);
    },
  });
}

Deno.test("childPipes() says that it is full while the child does not read, and when it does again", async () => {
  const { child, heard } = deafChild();
  const transport = childPipes(child);
  assertEquals(transport.drained(), undefined);
  for (let i = 0; i < 40; i++) transport.piece({ stream: 2, bytes: new Uint8Array(65_536) });
  const drained = transport.drained();
  assert(drained);
  let ready = false;
  void drained.then(() => ready = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(ready, false);
  const reader = heard.getReader();
  for (let heard = 0; heard < 40 * 65_545;) heard += (await reader.read()).value!.length;
  await drained;
  assertEquals(transport.drained(), undefined);
});

Deno.test("childPipes() joins what waits, in order, and keeps what it was when it is written", async () => {
  const { child, heard } = deafChild();
  const transport = childPipes(child);
  const said = Array.from({ length: 5000 }, (_, id) => ({ t: "ok", id, v: "x".repeat(id % 9000) }));
  const from = readableBytes(heard);
  const found: unknown[] = [];
  const reading = childPipes({ stdin: new WritableStream(), stdout: from })
    .receive({ control: (message) => void found.push(message), piece: () => {} });
  for (const message of said) transport.control(message);
  await transport.close();
  await reading;
  assertEquals(found, said);
});

Deno.test("childPipes() drops what cannot be delivered to a child that is gone", async () => {
  const { child, heard } = deafChild();
  const transport = childPipes(child);
  await heard.cancel();
  for (let i = 0; i < 40; i++) transport.piece({ stream: 2, bytes: new Uint8Array(65_536) });
  await transport.drained();
  await transport.close();
});

Deno.test("stdio() writes whole frames through an output that takes a few bytes at a time", () => {
  const written: number[] = [];
  const output = {
    writeSync(bytes: Uint8Array) {
      const taken = bytes.subarray(0, 3);
      written.push(...taken);
      return taken.length;
    },
  };
  const input = { read: () => Promise.resolve(null), readSync: () => null };
  stdio({ input, output, isAtRest: () => true }).control("hello");
  assertEquals(written, [0, 0, 0, 8, 0, ...new TextEncoder().encode('"hello"')]);
});

const rests: readonly [idle: boolean, atRest: boolean, way: string][] = [
  [true, true, "readSync"],
  [true, false, "read"],
  [false, true, "read"],
];

for (const [idle, atRest, way] of rests) {
  Deno.test(`stdio() reads by ${way}() where idle is ${idle} and at rest is ${atRest}`, async () => {
    const ways: string[] = [];
    const input = {
      read: () => Promise.resolve(ways.push("read") && null),
      readSync: () => ways.push("readSync") && null,
    };
    const transport = stdio({ input, output: { writeSync: () => 0 }, isAtRest: () => atRest });
    await transport.receive({ control: () => {}, piece: () => {}, isIdle: () => idle });
    assertEquals(ways, [way]);
  });
}

Deno.test("stdio() lets a call that waits for nothing be answered before it reads on", async () => {
  let isServing = false;
  const answer = async () => {
    for (let i = 0; i < 10; i++) await undefined;
    isServing = false;
  };
  const frames = [encodeControl("call"), null];
  const asked: string[] = [];
  const next = (way: string, view: Uint8Array) => {
    asked.push(`${way}${isServing ? " too soon" : ""}`);
    const frame = frames.shift();
    if (frame) view.set(frame);
    return frame?.length ?? null;
  };
  const input = {
    read: (view: Uint8Array) => Promise.resolve(next("read", view)),
    readSync: (view: Uint8Array) => next("readSync", view),
  };
  await stdio({ input, output: { writeSync: () => 0 }, isAtRest: () => true }).receive({
    control: () => {
      isServing = true;
      void answer();
    },
    piece: () => {},
    isIdle: () => !isServing,
  });
  assertEquals(asked, ["readSync", "readSync"]);
});
