import { createTenantCache } from "../../capability/cache.ts";
import type { Egress } from "../../capability/egress.ts";
import { createLineGate } from "../../capability/log.ts";
import { type Calls, type KernelServices, type LogLine, openBroker } from "../../capability/mod.ts";
import { until } from "../../capability/resolve.ts";
import { DEFAULT_LIMITS } from "../../capability/tables/limits.ts";
import type { Lend } from "../../host/mod.ts";
import { cannedDial } from "./dial.ts";
import { cannedHttp } from "./http.ts";
import type { Sent, World } from "./world.ts";

/** What the kernel saw of a plugin while it was tested. */
export interface Seen {
  readonly sent: Sent[];
  readonly log: LogLine[];
  /** Reasons of what was refused. */
  readonly refused: string[];
  /** Calls over the boundary, in both directions; log lines do not count. */
  crossings: number;
}

/** The kernel's own brokers for every handle, but for the network: there the world answers. */
export function lendWorld({ http = {}, dial = {} }: World, seen: Seen): Lend {
  const kernel: KernelServices = {
    egress: noEgress,
    cache: createTenantCache(() => performance.now()),
    lines: createLineGate(() => performance.now()),
    limits: DEFAULT_LIMITS,
    learn: () => {},
    log: (line) => void seen.log.push(line),
    refused: (_plugin, reason) => void seen.refused.push(reason),
  };
  return (lending) => {
    const { calls, close } = openBroker(lending, kernel, (context) => ({
      ...wrap(cannedHttp({ http, context, sent: seen.sent }), endWithCall),
      dial: cannedDial(dial, context.grants),
    }));
    const count: Wrapper = (_signal, work, name) => {
      if (name !== "log") seen.crossings++;
      return work;
    };
    return { calls: wrap(calls, count), close };
  };
}

type Wrapper = (signal: AbortSignal, work: Promise<unknown>, name: string) => Promise<unknown>;

/** What the world still does when its call has ended is left to itself. */
const endWithCall: Wrapper = (signal, work) => until(signal, work);

function wrap(calls: Calls, wrapper: Wrapper): Calls {
  return Object.fromEntries(
    Object.entries(calls).map(([name, { params, run }]) => [name, {
      params,
      run: (value: never, signal: AbortSignal) => wrapper(signal, run(value, signal), name),
    }]),
  );
}

const noEgress: Egress = {
  proxyUrl: "",
  proxyPort: 0,
  open: () => Promise.reject(new Error("There is no network in a test")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
