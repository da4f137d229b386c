import {
  DESK,
  encodeControl,
  encodePiece,
  type FrameHandlers,
  type Piece,
  readFrames,
  type ReadInto,
} from "./frame.ts";

/** Carries frames to the other end and back. */
export interface Transport {
  /** Queues a frame; throws a `FrameError` where it is too large. What cannot be delivered any more is dropped. */
  control(message: unknown): void;
  piece(piece: Piece): void;
  /** Resolves once little enough is queued; the reader waits for it, so that a deaf end is not heard either. */
  drained(): Promise<void> | undefined;
  /** Delivers all that comes until the other end is gone; rejects when it broke the framing. */
  receive(handlers: FrameHandlers): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that may wait for the other end to read before it is no longer listened to. */
const MAX_QUEUED = 1024 * 1024;
/** What waits of a frame besides its bytes. */
const FRAME_COST = 2048;
/** What most messages are written on. One that waits holds its desk, so that where all are taken a message has just its own bytes. */
const DESKS = 4;

/** The kernel's end: the pipes of a child process. */
export function childPipes(child: {
  readonly stdin: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
}): Transport {
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader({ mode: "byob" });
  const desks = Array.from({ length: DESKS }, () => new Uint8Array(DESK));
  let queued = 0;
  let wake: (() => void) | undefined;
  const write = (frame: Uint8Array<ArrayBuffer>, desk?: Uint8Array<ArrayBuffer>) => {
    queued += FRAME_COST + frame.length;
    const written = () => {
      queued -= FRAME_COST + frame.length;
      if (desk) desks.push(desk);
      if (queued <= MAX_QUEUED) wake?.();
    };
    writer.write(frame).then(written, written);
  };
  const read: ReadInto = async (view) => {
    const { value, done } = await reader.read(view);
    return done || value === undefined ? null : value;
  };
  return {
    control(message) {
      const frame = encodeControl(message, desks.at(-1));
      write(frame, frame.buffer === desks.at(-1)?.buffer ? desks.pop() : undefined);
    },
    piece: (piece) => write(encodePiece(piece)),
    drained: () => queued <= MAX_QUEUED ? undefined : new Promise((resolve) => wake = resolve),
    receive: (handlers) => readFrames(read, handlers),
    close: () => writer.close().catch(() => {}),
  };
}

/** The plugin's end: standard input and output. It writes at once: a kernel that does not read makes it wait. */
export function stdio(
  input: { read(view: Uint8Array): Promise<number | null> },
  output: { writeSync(bytes: Uint8Array): number },
): Transport {
  const write = (frame: Uint8Array) => {
    for (let sent = 0; sent < frame.length;) sent += output.writeSync(frame.subarray(sent));
  };
  const desk = new Uint8Array(DESK);
  const read: ReadInto = async (view) => {
    const count = await input.read(view);
    return count === null ? null : view.subarray(0, count);
  };
  return {
    control: (message) => write(encodeControl(message, desk)),
    piece: (piece) => write(encodePiece(piece)),
    drained: () => undefined,
    receive: (handlers) => readFrames(read, handlers),
    close: () => Promise.resolve(),
  };
}
