import type { Message } from "schemas/plugin/calls.ts";
import { Failure, flatten, revive } from "../contract/errors.ts";
import { Lost, readFailure } from "./failure.ts";
import { type Duplex, Streams } from "./streams.ts";
import type { Transport } from "./transport.ts";

/** A call that is being served: its signal is made when it is first asked for. */
export class Serving {
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(reason);
  }
}

/** What the other end may ask. Its answer is sent back; what it throws too, as a failure. */
export type Serve = (method: string, params: unknown, serving: Serving) => unknown;

export interface ChannelOptions {
  readonly transport: Transport;
  readonly serve: Serve;
  /** Takes what needs no answer. */
  readonly note?: (method: string, params: unknown) => void;
  /** Told of what the other end must not do but which harms no other call: a second answer, an answer to nothing. */
  readonly onViolation?: (what: string) => void;
  /** The most calls of the other end that are served at once; it is not listened to meanwhile. */
  readonly maxServing?: number;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One end of a symmetric, multiplexed call protocol. */
export class Channel {
  readonly #options: ChannelOptions;
  readonly #streams: Streams;
  readonly #waiting = new Map<number, Waiting>();
  readonly #serving = new Map<number, Serving>();
  /** Calls that we gave up: their answers may still come, and mean nothing. */
  readonly #cancelled = new Set<number>();
  #lastId = 0;
  #lastStream: number;
  #closed: Error | undefined;
  #room: (() => void) | undefined;
  #deserted = false;

  /** Resolves when the other end is gone, with the error that ended it, if one did. */
  readonly done: Promise<Error | undefined>;

  /** `side` keeps the ids of streams opened by either end apart. */
  constructor(side: "kernel" | "plugin", options: ChannelOptions) {
    this.#options = options;
    this.#lastStream = side === "kernel" ? 0 : 1;
    const { transport } = options;
    this.#streams = new Streams({
      piece: (piece) => transport.piece(piece),
      credit: (id, n) => transport.control({ t: "credit", id, n }),
      reset: (id) => this.#tell({ t: "reset", id }),
    });
    this.done = this.#receive();
  }

  /** Calls the other end. Aborting `signal` cancels there and rejects here with its reason. */
  call(method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { id, answer } = this.start(method, params);
    if (!signal) return answer;
    const abort = () => this.cancel(id, signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    return answer.finally(() => signal.removeEventListener("abort", abort));
  }

  /** Calls the other end, and gives the id to {@linkcode cancel} the call by. */
  start(
    method: string,
    params: unknown,
  ): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.#lastId;
    if (this.#closed) return { id, answer: Promise.reject(this.#closed) };
    const answer = new Promise((resolve, reject) => {
      try {
        this.#options.transport.control({ t: "call", id, m: method, p: params });
        this.#waiting.set(id, { resolve, reject });
      } catch (error) {
        reject(error);
      }
    });
    return { id, answer };
  }

  /** Gives a call up: it rejects with `reason`, and the other end is told. */
  cancel(id: number, reason: Error): void {
    const waiting = this.#settle(id);
    if (!waiting) return;
    this.#cancelled.add(id);
    this.#tell({ t: "cancel", id });
    waiting.reject(reason);
  }

  /** Whether the call was cancelled and the other end has not answered it. */
  isAbandoned(id: number): boolean {
    return this.#cancelled.has(id);
  }

  /** Whether the other end has anything to answer, cancelled or not. */
  get isAwaited(): boolean {
    return this.#waiting.size + this.#cancelled.size > 0;
  }

  /** Stops what the other end asked for: it has ended, though not all that it sent may have been read. */
  stopServing(): void {
    this.#deserted = true;
    const reason = new Lost("PluginGone", "The other end of the channel is gone");
    for (const serving of this.#serving.values()) serving.abort(reason);
    this.#room?.();
  }

  /** Says something that needs no answer. */
  note(method: string, params: unknown): void {
    this.#tell({ t: "note", m: method, p: params });
  }

  /** Makes a stream; the other end attaches to the id, which it learns through a call. */
  openStream(): { readonly id: number; readonly duplex: Duplex } {
    const id = this.#lastStream += 2;
    return { id, duplex: this.#streams.open(id) };
  }

  attachStream(id: number): Duplex {
    return this.#streams.attach(id);
  }

  close(): Promise<void> {
    return this.#options.transport.close();
  }

  async #receive(): Promise<Error | undefined> {
    let cause: Error | undefined;
    try {
      await this.#options.transport.receive({
        // What comes may set off answers: an end that does not read them is not listened to.
        control: (message) => this.#take(message) ?? this.#options.transport.drained(),
        isIdle: () => this.#serving.size === 0 && !this.isAwaited && this.#streams.isEmpty,
        piece: (piece) => {
          if (!this.#streams.take(piece)) this.#options.onViolation?.("bytes on no open stream");
        },
      });
    } catch (error) {
      cause = error as Error;
    }
    this.#closed = new Lost("PluginGone", "The other end of the channel is gone");
    this.#closed.cause = cause;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(this.#closed);
    this.stopServing();
    this.#streams.reset();
    return cause;
  }

  #take(value: unknown): void | Promise<void> {
    const message = readMessage(value);
    if (!message) {
      throw new TypeError("Cannot read a control message: it is none of the protocol's");
    }
    switch (message.t) {
      case "call":
        return this.#serve(message);
      case "note":
        return this.#options.note?.(message.m, message.p);
      case "cancel":
        return this.#serving.get(message.id)?.abort(
          new Failure("transient", "Cancelled", "Cancelled"),
        );
      case "ok":
        return this.#answered(message.id)?.resolve(message.v);
      case "err":
        return this.#answered(message.id)?.reject(revive(readFailure(message.e)!));
      case "credit":
        if (!this.#streams.credit(message.id, message.n)) {
          this.#options.onViolation?.("more credit than was taken");
        }
        return;
      case "reset":
        return this.#streams.reset(message.id);
    }
  }

  #serve({ id, m, p }: Message & { t: "call" }): void | Promise<void> {
    if (this.#deserted) return;
    if (this.#serving.has(id)) return this.#options.onViolation?.("a second call with one id");
    const serving = new Serving();
    this.#serving.set(id, serving);
    void this.#answer(id, m, p, serving);
    if (this.#serving.size >= (this.#options.maxServing ?? Infinity)) {
      return new Promise<void>((resolve) => this.#room = resolve);
    }
  }

  async #answer(id: number, method: string, params: unknown, serving: Serving): Promise<void> {
    try {
      const value = await this.#options.serve(method, params, serving);
      this.#options.transport.control({ t: "ok", id, v: value ?? null });
    } catch (error) {
      this.#tell({ t: "err", id, e: readFailure(flatten(error)) ?? unreadable });
    } finally {
      this.#serving.delete(id);
      this.#room?.();
      this.#room = undefined;
    }
  }

  #answered(id: number): Waiting | undefined {
    const waiting = this.#settle(id);
    if (!waiting && !this.#cancelled.delete(id)) {
      this.#options.onViolation?.("an answer to no open call");
    }
    return waiting;
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** A message that may come too late to matter: an end that is gone does not hear it. */
  #tell(message: Message): void {
    try {
      this.#options.transport.control(message);
    } catch { /* the other end is gone */ }
  }
}

/** What stands for a failure that is none. */
const unreadable = flatten(new Error("It failed, and with what cannot be told"));

const shapes: Readonly<Record<string, (m: Record<string, unknown>) => boolean>> = {
  call: ({ m }) => typeof m === "string",
  note: ({ m }) => typeof m === "string",
  cancel: () => true,
  reset: () => true,
  ok: () => true,
  err: ({ e }) => readFailure(e) !== undefined,
  credit: ({ n }) => Number.isSafeInteger(n) && (n as number) > 0,
};

function readMessage(value: unknown): Message | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const message = value as Record<string, unknown>;
  const { t, id } = message;
  if (typeof t !== "string" || !Object.hasOwn(shapes, t)) return undefined;
  if (t !== "note" && !(Number.isSafeInteger(id) && (id as number) > 0)) return undefined;
  return shapes[t]!(message) ? message as Message : undefined;
}
