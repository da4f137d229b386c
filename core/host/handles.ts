import { type Failure, terminal } from "../contract/errors.ts";
import type { Channel } from "../rpc/mod.ts";
import { checkerOf, describe } from "schemas/check.ts";
import type { Broker, BrokerStream, Lend, Lending } from "./lend.ts";

/** A call that a plugin has open: its handles live as long. */
export interface OpenCall {
  readonly lending: Lending;
  readonly abort: AbortController;
  broker: Broker | undefined;
}

/** Takes what a plugin asks through its handles. A handle that is not open now, or not here, is refused and counted. */
export class HandleRouter {
  readonly #handles: ReadonlyMap<string, OpenCall>;
  readonly #refused: (reason: string) => void;
  readonly #lend: Lend;
  channel: Channel | undefined;

  constructor(
    handles: ReadonlyMap<string, OpenCall>,
    refused: (reason: string) => void,
    lend: Lend,
  ) {
    this.#handles = handles;
    this.#refused = refused;
    this.#lend = lend;
  }

  async serve(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    const { open, rest } = this.#find(params);
    const broker = open.broker ??= this.#lend(open.lending);
    const both = AbortSignal.any([signal, open.abort.signal]);
    const call = Object.hasOwn(broker.calls, method) ? broker.calls[method] : undefined;
    if (!call) throw this.#refuse("NoSuchHandle", `The kernel lends no "${method.slice(0, 64)}"`);
    const problems = checkerOf(call.params).problems(rest);
    if (problems.length > 0) {
      throw this.#refuse("BadRequest", `Cannot take ${method}: ${describe(problems.slice(0, 3))}`);
    }
    const answer = await call.run(rest as never, both);
    return method === "dial" ? this.#connect(answer as BrokerStream) : answer;
  }

  /** Only logs need no answer: whatever else is asked so would be bounded by nothing. */
  note(method: string, params: unknown): void {
    if (method !== "log") return this.#refused("NoSuchHandle");
    this.serve(method, params, new AbortController().signal).catch(() => {});
  }

  #find(params: unknown): { open: OpenCall; rest: unknown } {
    const { handle, ...rest } = (params ?? {}) as { handle?: unknown };
    const open = typeof handle === "string" ? this.#handles.get(handle) : undefined;
    if (!open) {
      throw this.#refuse("HandleRevoked", "Cannot use a handle of a call that is not open");
    }
    return { open, rest };
  }

  #refuse(reason: string, message: string): Failure {
    this.#refused(reason);
    return terminal(reason, message);
  }

  #connect(stream: BrokerStream): { stream: number } {
    const { id, duplex } = this.channel!.openStream();
    stream.readable.pipeTo(duplex.writable).catch(() => duplex.close());
    duplex.readable.pipeTo(stream.writable).catch(() => stream.close());
    return { stream: id };
  }
}
