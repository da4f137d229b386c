import {
  DESK,
  encodeControl,
  encodePiece,
  type FrameHandlers,
  MAX_PIECE,
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

/** The kernel's end: the pipes of a child process. */
export function childPipes(child: {
  readonly stdin: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
}): Transport {
  const reader = child.stdout.getReader({ mode: "byob" });
  const outbox = new Outbox(child.stdin.getWriter());
  const read: ReadInto = async (view) => {
    const { value, done } = await reader.read(view);
    return done || value === undefined ? null : value;
  };
  return {
    control: (message) => outbox.put(encodeControl(message, outbox.room)),
    piece: (piece) => outbox.put(encodePiece(piece)),
    drained: () => outbox.drained(),
    receive: (handlers) => readFrames(read, handlers),
    close: () => outbox.close(),
  };
}

/** Writes frames one after the other; those that come while a write is under way are joined, so that many small ones cost their bytes alone. */
class Outbox {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #filling = new Uint8Array(DESK);
  #filled = 0;
  /** The buffer of the write that is under way, else of the next. */
  #other = new Uint8Array(DESK);
  #sending = 0;
  #written: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>) {
    this.#writer = writer;
  }

  /** Where a frame that is put next needs no copy. */
  get room(): Uint8Array<ArrayBuffer> {
    return this.#filling.subarray(this.#filled);
  }

  put(frame: Uint8Array<ArrayBuffer>): void {
    if (frame.buffer !== this.#filling.buffer) this.#copy(frame);
    this.#filled += frame.length;
    if (this.#sending === 0) this.#send();
  }

  drained(): Promise<void> | undefined {
    if (this.#filled + this.#sending <= MAX_QUEUED) return undefined;
    return new Promise((resolve) => this.#wake = resolve);
  }

  async close(): Promise<void> {
    while (this.#sending > 0) await this.#written;
    await this.#writer.close().catch(() => {});
  }

  #copy(frame: Uint8Array<ArrayBuffer>): void {
    const needed = this.#filled + frame.length;
    if (needed > this.#filling.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#filling.length));
      larger.set(this.#filling.subarray(0, this.#filled));
      this.#filling = larger;
    }
    this.#filling.set(frame, this.#filled);
  }

  #send(): void {
    const bytes = this.#filling.subarray(0, this.#filled);
    this.#sending = this.#filled;
    this.#filled = 0;
    [this.#filling, this.#other] = [this.#other, this.#filling];
    const sent = () => {
      this.#sending = 0;
      if (this.#other.length > MAX_PIECE) this.#other = new Uint8Array(DESK);
      if (this.#filled > 0) this.#send();
      if (this.#filled + this.#sending <= MAX_QUEUED) this.#wake?.();
    };
    this.#written = this.#writer.write(bytes).then(sent, sent);
  }
}

/** The plugin's end of the pipes. */
export interface Stdio {
  readonly input: {
    read(view: Uint8Array): Promise<number | null>;
    readSync(view: Uint8Array): number | null;
  };
  readonly output: { writeSync(bytes: Uint8Array): number };
  /** Whether the process has nothing to do before more comes: no timer, no file, nothing that a wait for input would hold up. */
  readonly isAtRest: () => boolean;
}

/** What a call takes that waits for nothing: by then it is answered, and the next may be waited for with the whole process. */
const TURNS = 16;

/**
 * The plugin's end: standard input and output. It writes at once: a kernel that does not read makes it wait. It reads with its own
 * thread where the process is at rest, for the runtime's way there is over another thread and back.
 */
export function stdio({ input, output, isAtRest }: Stdio): Transport {
  const write = (frame: Uint8Array) => {
    for (let sent = 0; sent < frame.length;) sent += output.writeSync(frame.subarray(sent));
  };
  const desk = new Uint8Array(DESK);
  const read = async (view: Uint8Array<ArrayBuffer>, { isIdle }: FrameHandlers) => {
    for (let turn = 0; turn < TURNS; turn++) await undefined;
    const count = isIdle?.() && isAtRest() ? input.readSync(view) : await input.read(view);
    return count === null ? null : view.subarray(0, count);
  };
  return {
    control: (message) => write(encodeControl(message, desk)),
    piece: (piece) => write(encodePiece(piece)),
    drained: () => undefined,
    receive: (handlers) => readFrames((view) => read(view, handlers), handlers),
    close: () => Promise.resolve(),
  };
}
