import { createTenantCache, type TenantCache } from "./cache.ts";
import { type Egress, type EgressOptions, startEgress } from "./egress.ts";
import { createLineGate, type LineGate, type LogLine } from "./log.ts";
import { DEFAULT_LIMITS, type Limits } from "./tables/limits.ts";

/** What all brokers share; made once. */
export interface KernelServices {
  readonly egress: Egress;
  readonly cache: TenantCache;
  readonly lines: LineGate;
  readonly limits: Limits;
  /** Every secret value that passed through a broker, so that no log shows it. */
  learn(value: Uint8Array): void;
  log(line: LogLine): void;
  /** Counts something that was refused to a plugin. */
  refused(plugin: string, reason: string): void;
}

export interface KernelServicesOptions
  extends Pick<KernelServices, "learn" | "log" | "refused">, Omit<EgressOptions, "onRefused"> {
  readonly limits?: Partial<Limits>;
  /** Milliseconds on a clock that only goes forward. */
  readonly now?: () => number;
}

/** Starts what all brokers share: the egress proxy on loopback, the cache, the gate of the logs. */
export function startKernelServices(
  { learn, log, refused, limits, now = () => performance.now(), ...rest }: KernelServicesOptions,
): KernelServices & AsyncDisposable {
  const egress = startEgress({ ...rest, onRefused: (reason) => refused("", reason) });
  return {
    egress,
    cache: createTenantCache(now),
    lines: createLineGate(now),
    limits: { ...DEFAULT_LIMITS, ...limits },
    learn,
    log,
    refused,
    [Symbol.asyncDispose]: () => egress[Symbol.asyncDispose](),
  };
}
