import type { Egress } from "../../capability/egress.ts";
import { createTenantCache } from "../../capability/cache.ts";
import { grantsOf } from "../../capability/hosts.ts";
import { createLineGate, type LogLine } from "../../capability/log.ts";
import { DEFAULT_LIMITS, type KernelServices, openBroker } from "../../capability/mod.ts";
import { openScratch } from "../../capability/scratch.ts";
import { openVault } from "../../capability/secrets.ts";
import type { BrokerCall, Lend } from "../../host/mod.ts";
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
    const { given, needs, secrets, scratch: folder } = lending;
    const real = openBroker({ ...lending, kernel });
    const grants = grantsOf(needs.hosts ?? [], given);
    const vault = openVault({
      pointers: secrets,
      reveal: needs.reveal ?? [],
      lent: given,
      learn: () => {},
    });
    const quotaBytes = (needs.scratchMiB ?? 64) * 1024 ** 2;
    const scratch = openScratch({ folder, quotaBytes });
    const calls = {
      ...real.calls,
      ...cannedHttp({ http, vault, grants, scratch, sent: seen.sent }),
      dial: cannedDial(dial, grants),
    };
    return { calls: counted(calls, seen), close: () => real.close() };
  };
}

/** Counts the calls; one whose own call ends is over at once, whatever the world still does. */
function counted(calls: Readonly<Record<string, BrokerCall>>, seen: Seen) {
  return Object.fromEntries(
    Object.entries(calls).map(([name, { params, run }]) => [name, {
      params,
      run: async (value: never, signal: AbortSignal) => {
        if (name !== "log") seen.crossings++;
        const ended = Promise.withResolvers<never>();
        const abort = () => ended.reject(signal.reason);
        signal.addEventListener("abort", abort, { once: true });
        try {
          return await Promise.race([run(value, signal), ended.promise]);
        } finally {
          signal.removeEventListener("abort", abort);
        }
      },
    }]),
  );
}

const noEgress: Egress = {
  proxyUrl: "",
  proxyPort: 0,
  open: () => Promise.reject(new Error("There is no network in a test")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
