import type { Report } from "schemas/plugin/report.ts";
import type { KubeObject } from "schemas/plugin/objects.ts";
import { createTenantCache, type TenantCache } from "./cache.ts";
import { type Egress, type EgressOptions, startEgress } from "./egress.ts";
import { createLineGate, type LineGate, type LogLine } from "./log.ts";

/** What the brokers need of a call; the host's `Given` fits it. */
export interface Lent {
  readonly object: KubeObject;
  readonly tenant: string;
  readonly inputs?: Readonly<Record<string, readonly KubeObject[]>>;
  readonly readSecret?: (namespace: string, name: string) => Promise<SecretValues | undefined>;
  readonly onReport?: (report: Report) => void;
  readonly onServing?: (kubeconfig: string) => void;
}

/** Values of a Secret, decoded, by key. */
export type SecretValues = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** How much one call may take. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** Body of `http.fetch`, in both directions, after decompression. */
  readonly fetchBytes: number;
  readonly downloadBytes: number;
  readonly headerBytes: number;
  /** Of one request with its redirects, where it names no other. */
  readonly fetchMs: number;
  readonly transferMs: number;
  /** The longest silence of a peer. */
  readonly idleMs: number;
  readonly redirects: number;
  /** Requests and dialled connections open at a time. */
  readonly connections: number;
  /** Where the manifest says nothing of scratch. */
  readonly scratchBytes: number;
  readonly reports: number;
}

export const DEFAULT_LIMITS: Limits = {
  fetchBytes: 256 * 1024,
  downloadBytes: 1024 ** 3,
  headerBytes: 64 * 1024,
  fetchMs: 60_000,
  transferMs: 600_000,
  idleMs: 30_000,
  redirects: 5,
  connections: 64,
  scratchBytes: 64 * 1024 ** 2,
  reports: 1000,
};

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
  options: KernelServicesOptions,
): KernelServices & AsyncDisposable {
  const { learn, log, refused, limits, now = () => performance.now(), ...rest } = options;
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
