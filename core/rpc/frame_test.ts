import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  encodeControl,
  encodePiece,
  FrameError,
  MAX_CONTROL,
  MAX_PIECE,
  type Piece,
  readFrames,
  type ReadInto,
} from "./frame.ts";

type Frame = { readonly control: unknown } | { readonly piece: Piece };

/** Reads what the chunks hold; a chunk comes in parts where there is less room for it. */
async function read(chunks: readonly Uint8Array[]): Promise<Frame[]> {
  const left = chunks.filter(({ length }) => length > 0).map((chunk) => chunk.slice());
  const found: Frame[] = [];
  await readFrames((view) => {
    const chunk = left.shift();
    if (!chunk) return Promise.resolve(null);
    const taken = chunk.subarray(0, view.length);
    if (taken.length < chunk.length) left.unshift(chunk.subarray(taken.length));
    view.set(taken);
    return Promise.resolve(view.subarray(0, taken.length));
  }, {
    control: (control) => void found.push({ control }),
    piece: (piece) => void found.push({ piece }),
  });
  return found;
}

function encode(frame: Frame): Uint8Array {
  return "control" in frame ? encodeControl(frame.control) : encodePiece(frame.piece);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function split(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const cuts = [0, ...at.map((n) => n % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
}

const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ control: fc.jsonValue() }),
  fc.record({
    piece: fc.record({
      stream: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
    }),
  }),
);

Deno.test("readFrames() gives the same frames however the bytes are cut", async () => {
  const frames = fc.array(anyFrame, { maxLength: 12 });
  await fc.assert(fc.asyncProperty(frames, fc.array(fc.nat()), async (sent, cuts) => {
    const found = await read(split(join(sent.map(encode)), cuts));
    assertEquals(JSON.stringify(found), JSON.stringify(sent));
  }));
});

Deno.test("readFrames() takes frames of the largest size, among small ones", async () => {
  const large: Frame = { control: "x".repeat(MAX_CONTROL - 2) };
  const piece: Frame = { piece: { stream: 2, bytes: new Uint8Array(MAX_PIECE).fill(7) } };
  const small: Frame = { control: 1 };
  const frames = [small, large, small, piece, large, small];
  const bytes = Uint8Array.from(frames.flatMap((one) => [...encode(one)]));
  for (const size of [4096, 65_536, bytes.length]) {
    const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size);
    const found = await read(split(bytes, cuts));
    assertEquals(found.length, frames.length);
    assertEquals(found[1], large);
    assertEquals(found[3], piece);
  }
});

Deno.test("readFrames() copies each byte of a large frame a few times at most, however small the chunks", async () => {
  const bytes = encodeControl("x".repeat(MAX_CONTROL - 2));
  let copied = 0, at = 0;
  let buffer: ArrayBuffer | undefined;
  const sizes = new Set<number>();
  const small: ReadInto = (view) => {
    if (at === bytes.length) return Promise.resolve(null);
    if (buffer !== view.buffer) {
      copied += view.byteOffset;
      buffer = view.buffer;
      sizes.add(buffer.byteLength);
    }
    const taken = bytes.subarray(at, at + Math.min(512, view.length));
    view.set(taken);
    at += taken.length;
    return Promise.resolve(view.subarray(0, taken.length));
  };
  const found: unknown[] = [];
  await readFrames(small, { control: (m) => void found.push(m), piece: () => {} });
  assertEquals(found.length, 1);
  assertEquals([sizes.size <= 2, copied <= 2 * bytes.length], [true, true]);
});

Deno.test("readFrames() hands nothing on before the handler is ready for more", async () => {
  const order: string[] = [];
  const bytes = join([encodeControl(1), encodeControl(2)]);
  let given = false;
  await readFrames((view) => {
    if (given) return Promise.resolve(null);
    given = true;
    view.set(bytes);
    return Promise.resolve(view.subarray(0, bytes.length));
  }, {
    async control(message) {
      order.push(`begin ${message}`);
      await Promise.resolve();
      order.push(`end ${message}`);
    },
    piece: () => {},
  });
  assertEquals(order, ["begin 1", "end 1", "begin 2", "end 2"]);
});

function header(length: number, type: number, ...payload: number[]): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length);
  new DataView(bytes.buffer).setUint32(0, length);
  bytes.set([type, ...payload], 4);
  return bytes;
}

const hostile: readonly [name: string, bytes: Uint8Array, says: string][] = [
  ["no length", header(0, 0), "0 bytes"],
  ["a length of 4 GiB", header(0xffff_ffff, 0), "4294967295 bytes"],
  ["a control message over the limit", header(MAX_CONTROL + 2, 0), `${MAX_CONTROL + 2} bytes`],
  ["a piece over the limit", header(MAX_PIECE + 6, 1), `${MAX_PIECE + 6} bytes`],
  ["a piece without a stream", header(3, 1, 0, 0), "3 bytes"],
  ["an unknown type", header(1, 2), "type 2"],
  ["text that is no JSON", header(3, 0, 0x7b, 0x7b), "no JSON"],
  ["bytes that are no text", header(3, 0, 0xff, 0xff), "no JSON"],
  ["an empty message", header(1, 0), "no JSON"],
];

for (const [name, bytes, says] of hostile) {
  Deno.test(`readFrames() ends with a FrameError at ${name}`, async () => {
    await assertRejects(() => read([encodeControl(1), bytes]), FrameError, says);
  });
}

Deno.test("readFrames() survives any bytes with frames or a FrameError, and nothing else", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
    await read([bytes]).catch((error) => assertEquals(error instanceof FrameError, true));
  }));
});

Deno.test("encodeControl() refuses a message over the limit, in bytes and not in characters", () => {
  assertThrows(() => encodeControl("é".repeat(MAX_CONTROL / 2)), FrameError, "the most is");
  encodeControl("é".repeat(MAX_CONTROL / 2 - 1));
});
