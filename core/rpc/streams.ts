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
  readonly controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Bytes that we may still send: none before the other end has attached. */
  credit: number;
  attached: boolean;
  /** Bytes that the other end may still send. */
  open: number;
  wake: (() => void) | undefined;
  ended: { reading: boolean; writing: boolean };
}

/** The streams of one channel. Each end may have `WINDOW` bytes under way, so that none fills the kernel's memory. */
export class Streams {
  readonly #wire: StreamWire;
  readonly #held = new Map<number, Held>();
  /** The highest id so far of streams that either end opened: what comes on them after their end means nothing. */
  readonly #last = [0, 0];

  constructor(wire: StreamWire) {
    this.#wire = wire;
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** Makes a stream. Nothing is sent on it before the other end has attached, which learns the id through a call. */
  open(id: number): Duplex {
    return this.#make(id, false);
  }

  /** Makes our end of a stream that the other end opened, and lets it send. */
  attach(id: number): Duplex {
    const duplex = this.#make(id, true);
    this.#wire.credit(id, WINDOW);
    return duplex;
  }

  #make(id: number, attached: boolean): Duplex {
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
    this.#last[id & 1] = Math.max(this.#last[id & 1]!, id);
    this.#held.set(id, {
      controller,
      attached,
      credit: attached ? WINDOW : 0,
      open: WINDOW,
      wake: undefined,
      ended: { reading: false, writing: false },
    });
    return { readable, writable, close: () => this.#drop(id, true) };
  }

  /** Takes a piece; false where no such stream ever was, or where it sent more than it was allowed to, which ends it. */
  take({ stream, bytes }: Piece): boolean {
    const held = this.#held.get(stream);
    if (!held) return stream <= this.#last[stream & 1]!;
    if (bytes.length === 0) {
      if (!held.ended.reading) held.controller.close();
      held.ended.reading = true;
      this.#forgetIfOver(stream, held);
      return true;
    }
    held.open -= bytes.length;
    if (held.open < 0 || held.ended.reading) {
      this.#drop(stream, true);
      return false;
    }
    held.controller.enqueue(bytes);
    return true;
  }

  /** False where that is more than the window: an end that never reads could fill the other's memory by it. */
  credit(stream: number, bytes: number): boolean {
    const held = this.#held.get(stream);
    if (!held) {
      this.#wire.reset(stream); // given up before the other end attached
      return true;
    }
    if (held.credit + bytes > WINDOW) return false;
    held.attached = true;
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

  async #end(id: number): Promise<void> {
    const held = this.#held.get(id);
    if (held?.attached === false) await new Promise<void>((resolve) => held.wake = resolve);
    if (!held || !this.#held.has(id)) return;
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
