import { MAX_PIECE, type Piece } from "./frame.ts";

/** Bytes that may be under way on a stream before its reader has taken some. */
const WINDOW = 4 * MAX_PIECE;

/** A two-way stream of bytes over the channel. */
export interface Duplex {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
  close(): void;
}

export interface StreamWire {
  piece(piece: Piece): void;
  /** More bytes may come on the stream. */
  credit(stream: number, bytes: number): void;
  reset(stream: number): void;
}

interface Held {
  readonly duplex: Duplex;
  readonly controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Bytes that we may still send. */
  credit: number;
  /** Bytes that the other end may still send. */
  open: number;
  wake: (() => void) | undefined;
  ended: { reading: boolean; writing: boolean };
}

/** The streams of one channel. Each end may have `WINDOW` bytes under way, so that none fills the kernel's memory. */
export class Streams {
  readonly #wire: StreamWire;
  readonly #held = new Map<number, Held>();

  constructor(wire: StreamWire) {
    this.#wire = wire;
  }

  /** Makes our end of the stream with that id; both ends agree on ids through calls. */
  open(id: number): Duplex {
    let controller!: Held["controller"];
    const readable = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (given) => void (controller = given),
      pull: () => this.#grant(id),
      cancel: () => this.#drop(id, true),
    }, new ByteLengthQueuingStrategy({ highWaterMark: MAX_PIECE }));
    const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
      write: (bytes) => this.#write(id, bytes),
      close: () => this.#end(id),
      abort: () => this.#drop(id, true),
    });
    const duplex = { readable, writable, close: () => this.#drop(id, true) };
    const ended = { reading: false, writing: false };
    this.#held.set(id, {
      duplex,
      controller,
      credit: WINDOW,
      open: WINDOW,
      wake: undefined,
      ended,
    });
    return duplex;
  }

  /** Takes a piece; false where the stream is not known or sent more than it was allowed to. */
  take({ stream, bytes }: Piece): boolean {
    const held = this.#held.get(stream);
    if (!held) return false;
    if (bytes.length === 0) {
      if (!held.ended.reading) held.controller.close();
      held.ended.reading = true;
      this.#forgetIfOver(stream, held);
      return true;
    }
    held.open -= bytes.length;
    if (held.open < 0 || held.ended.reading) return false;
    held.controller.enqueue(bytes);
    return true;
  }

  /** False where that is more than the window: an end that never reads could fill the other's memory by it. */
  credit(stream: number, bytes: number): boolean {
    const held = this.#held.get(stream);
    if (!held) return true;
    if (held.credit + bytes > WINDOW) return false;
    held.credit += bytes;
    held.wake?.();
    return true;
  }

  /** The other end gave the stream up, or (without an id) is gone. */
  reset(stream?: number): void {
    for (const id of stream === undefined ? [...this.#held.keys()] : [stream]) {
      this.#drop(id, false);
    }
  }

  #grant(id: number): void {
    const held = this.#held.get(id);
    if (!held || held.ended.reading) return;
    const bytes = WINDOW - held.open - Math.max(0, -(held.controller.desiredSize ?? 0));
    if (bytes < MAX_PIECE) return;
    held.open += bytes;
    this.#wire.credit(id, bytes);
  }

  async #write(id: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      const held = this.#held.get(id);
      if (!held) throw new Error("Cannot write to the stream: it is closed");
      if (held.credit <= 0) {
        await new Promise<void>((resolve) => held.wake = resolve);
        continue;
      }
      const piece = bytes.slice(sent, sent + Math.min(MAX_PIECE, held.credit));
      held.credit -= piece.length;
      sent += piece.length;
      this.#wire.piece({ stream: id, bytes: piece });
    }
  }

  #end(id: number): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#wire.piece({ stream: id, bytes: new Uint8Array(0) });
    held.ended.writing = true;
    this.#forgetIfOver(id, held);
  }

  #forgetIfOver(id: number, { ended }: Held): void {
    if (ended.reading && ended.writing) this.#held.delete(id);
  }

  #drop(id: number, tell: boolean): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    if (tell) this.#wire.reset(id);
    if (!held.ended.reading) {
      try {
        held.controller.error(new Error("The stream was closed"));
      } catch { /* cancelled by its reader */ }
    }
    held.wake?.();
  }
}
