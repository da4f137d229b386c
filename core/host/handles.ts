import { checkerOf, describe } from "schemas/check.ts";
import type { Connection } from "../contract/capabilities.ts";
import { type Failure, terminal } from "../contract/errors.ts";
import type { Channel } from "../rpc/mod.ts";
import type { OpenCall } from "./open_call.ts";

/** Takes what a plugin asks through its handles. A handle that is not open now, or not here, is refused and counted. */
export class HandleRouter {
  readonly open: Map<string, Pick<OpenCall, "broker">> = new Map();
  readonly #refused: (reason: string) => void;
  channel: Channel | undefined;

  constructor(refused: (reason: string) => void) {
    this.#refused = refused;
  }

  async serve(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    const { handle, ...rest } = (params ?? {}) as { handle?: unknown };
    const open = typeof handle === "string" ? this.open.get(handle) : undefined;
    if (!open) {
      throw this.#refuse("HandleRevoked", "Cannot use a handle of a call that is not open");
    }
    const { calls } = open.broker;
    const call = Object.hasOwn(calls, method) ? calls[method] : undefined;
    if (!call) throw this.#refuse("NoSuchHandle", `The kernel lends no "${method.slice(0, 64)}"`);
    const problems = checkerOf(call.params).problems(rest);
    if (problems.length > 0) {
      throw this.#refuse("BadRequest", `Cannot take ${method}: ${describe(problems.slice(0, 3))}`);
    }
    const answer = await call.run(rest as never, signal);
    return method === "dial" ? this.#connect(answer as Connection) : answer;
  }

  /** Only lines for the log need no answer: anything else would run without a limit on how much at once. */
  note(method: string, params: unknown): void {
    if (method !== "log") return this.#refused("NoSuchHandle");
    this.serve(method, params, new AbortController().signal).catch(() => {});
  }

  #refuse(reason: string, message: string): Failure {
    this.#refused(reason);
    return terminal(reason, message);
  }

  #connect(connection: Connection): { stream: number } {
    const { id, duplex } = this.channel!.openStream();
    connection.readable.pipeTo(duplex.writable).catch(() => duplex.close());
    duplex.readable.pipeTo(connection.writable).catch(() => connection.close());
    return { stream: id };
  }
}
