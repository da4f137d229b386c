/**
 * A frame on the wire: four bytes of length (big endian, of what follows), one byte of type, the payload.
 * Type 0 is one control message as JSON; type 1 is raw bytes of a stream: four bytes of its id, then the bytes.
 */
const HEADER = 5;
const STREAM_ID = 4;

/** The most bytes of a control message. What may be larger travels as a file. */
export const MAX_CONTROL = 512 * 1024;
/** The most bytes of one piece of a stream. */
export const MAX_PIECE = 64 * 1024;

/** The other end broke the framing: nothing after that can be trusted. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

export interface Piece {
  readonly stream: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface FrameHandlers {
  /** A promise holds further frames back until it settles. */
  control(message: unknown): void | Promise<void>;
  piece(piece: Piece): void | Promise<void>;
  /** Whether nothing that came is still being worked on, nor awaited. */
  isIdle?(): boolean;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The size of a desk: what nearly every message fits on. */
export const DESK = 16 * 1024;

/**
 * A message as a frame. Where it fits on `desk` it stands there, which saves setting memory aside, and is good until the desk is used
 * again. Throws a `FrameError` where the message takes more than {@linkcode MAX_CONTROL} bytes.
 */
export function encodeControl(
  message: unknown,
  desk?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(message);
  const most = HEADER + text.length * 3;
  const room = desk && most <= desk.length ? desk : new Uint8Array(most);
  const { written } = encoder.encodeInto(text, room.subarray(HEADER));
  if (written > MAX_CONTROL) {
    throw new FrameError(`Cannot send a message of ${written} bytes: the most is ${MAX_CONTROL}`);
  }
  return seal(room.subarray(0, HEADER + written), 0);
}

export function encodePiece({ stream, bytes }: Piece): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER + STREAM_ID + bytes.length);
  new DataView(frame.buffer).setUint32(HEADER, stream);
  frame.set(bytes, HEADER + STREAM_ID);
  return seal(frame, 1);
}

function seal(frame: Uint8Array<ArrayBuffer>, type: 0 | 1): Uint8Array<ArrayBuffer> {
  const length = frame.length - HEADER + 1;
  for (let i = 0; i < 4; i++) frame[i] = length >>> (24 - 8 * i);
  frame[HEADER - 1] = type;
  return frame;
}

/** Reads bytes into `view`, and gives what was read (its buffer may be another: see BYOB readers), or null at the end. */
export type ReadInto = (view: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer> | null>;

/**
 * Cuts bytes into frames until they end, in one buffer that grows to the largest frame and is never joined anew.
 * Rejects with a `FrameError` at the first frame that is too long, of no known type, or no JSON.
 */
export async function readFrames(read: ReadInto, handlers: FrameHandlers): Promise<void> {
  let buffer = new Uint8Array(64 * 1024);
  let start = 0, end = 0;
  for (;;) {
    const chunk = await read(buffer.subarray(end));
    if (chunk === null) return;
    buffer = new Uint8Array(chunk.buffer);
    end += chunk.length;
    let slice: Slice | undefined;
    for (;;) {
      const size = frameSize(buffer, start, end);
      if (size === undefined || end - start < size) break;
      if (start + size < end) slice ??= newSlice();
      const wait = deliver(buffer.subarray(start, start + size), handlers);
      if (wait) await wait;
      start += size;
      if (slice && start < end && isOver(slice)) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        slice = undefined;
      }
    }
    [buffer, start, end] = makeRoom(buffer, start, end);
  }
}

/** Work on frames that came at once, before others have the event loop: what they set off in microtasks is not in the time. */
const SLICE_MS = 2, SLICE_FRAMES = 64;

interface Slice {
  readonly until: number;
  frames: number;
}

function newSlice(): Slice {
  return { until: performance.now() + SLICE_MS, frames: 0 };
}

function isOver(slice: Slice): boolean {
  return ++slice.frames >= SLICE_FRAMES || performance.now() > slice.until;
}

function frameSize(buffer: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < HEADER) return undefined;
  let length = 0;
  for (let i = start; i < start + 4; i++) length = length * 256 + buffer[i]!;
  const type = buffer[start + HEADER - 1];
  const most = type === 0 ? MAX_CONTROL + 1 : MAX_PIECE + STREAM_ID + 1;
  if (type !== 0 && type !== 1) throw new FrameError(`Cannot read a frame of type ${type}`);
  if (length < (type === 0 ? 1 : STREAM_ID + 1) || length > most) {
    throw new FrameError(`Cannot read a frame of ${length} bytes: the most is ${most}`);
  }
  return HEADER - 1 + length;
}

function deliver(frame: Uint8Array<ArrayBuffer>, handlers: FrameHandlers): void | Promise<void> {
  if (frame[HEADER - 1] === 0) return handlers.control(parse(frame.subarray(HEADER)));
  const stream = new DataView(frame.buffer, frame.byteOffset).getUint32(HEADER);
  return handlers.piece({ stream, bytes: frame.slice(HEADER + STREAM_ID) });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new FrameError("Cannot read a control message: it is no JSON");
  }
}

type Room = [buffer: Uint8Array<ArrayBuffer>, start: number, end: number];

function makeRoom(buffer: Uint8Array<ArrayBuffer>, start: number, end: number): Room {
  if (start === end) return [buffer, 0, 0];
  const needed = frameSize(buffer, start, end) ?? HEADER;
  if (start + needed <= buffer.length && end < buffer.length) return [buffer, start, end];
  const held = needed > buffer.length ? new Uint8Array(needed) : buffer;
  held.set(buffer.subarray(start, end));
  return [held, 0, end - start];
}
