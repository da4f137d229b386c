import { isAbsolute, resolve } from "node:path";
import { parseDuration } from "schemas/duration.ts";
import { type PluginEntry, RuntimeConfig } from "schemas/runtime_config.ts";
import { grantOf } from "../host/grant.ts";
import type { Address, Config, PluginConfig, ServerConfig } from "./config.ts";
import { withDefaults } from "./defaults.ts";
import type { Known, Manifests } from "./references.ts";

/** What a plugin may use of disk in a call where neither the operator nor its manifest says. */
const standardScratchMiB = 64;

/** The schema fills every section and every field that has a standard. */
interface Filled {
  readonly plugins: Readonly<Record<string, PluginEntry>>;
  readonly pipelines: NonNullable<RuntimeConfig["pipelines"]>;
  readonly store: { directory?: string; retention: { records: number; ttl: string } };
  readonly server: { readonly [K in keyof ServerConfig]: string | false };
  readonly limits: {
    readonly egress: { allow?: string[]; deny: string[] };
    readonly concurrency: number;
    readonly perNamespace: number;
    readonly timeouts: { start: string; call: string; idle: string; drain: string };
    readonly memoryMiB: number;
  };
  readonly noCrossNamespaceRefs: boolean;
  readonly noRemoteBases: boolean;
  readonly requeueDependency: string;
  readonly log: Config["log"];
}

/** A config without a mistake, settled: see {@linkcode Config}. `folder` is where relative paths start. */
export function settle(value: RuntimeConfig, folder: string, manifests: Manifests): Config {
  const filled = withDefaults(value, RuntimeConfig as never) as Filled;
  const { server: { advertise, ...addresses }, store, noCrossNamespaceRefs, noRemoteBases, log } =
    filled;
  const watchLabelSelector = value.watchLabelSelector || value.shard?.selector;
  const limits = settleLimits(filled.limits);
  const path = (written: string) => isAbsolute(written) ? written : resolve(folder, written);
  const cluster = value.cluster !== undefined && "kubeconfig" in value.cluster
    ? { ...value.cluster, kubeconfig: path(value.cluster.kubeconfig!) }
    : value.cluster;
  return {
    plugins: mapValues(filled.plugins, (entry, id) => plugin(entry, manifests.get(id)!, limits)),
    pipelines: Object.fromEntries(
      Object.entries(filled.pipelines).map(([kind, entry]) => [groupKind(kind), {
        ...{ gates: [], render: [], policies: [], health: [] },
        ...entry,
      }]),
    ),
    ...(cluster === undefined ? {} : { cluster }),
    store: {
      ...(store.directory === undefined ? {} : { directory: path(store.directory) }),
      retention: { records: store.retention.records, ttlMs: milliseconds(store.retention.ttl) },
    },
    server: {
      ...mapValues(addresses, address),
      ...(advertise === undefined ? {} : { advertise }),
    } as ServerConfig,
    noCrossNamespaceRefs,
    noRemoteBases,
    ...(value.defaultServiceAccount ? { defaultServiceAccount: value.defaultServiceAccount } : {}),
    ...(watchLabelSelector ? { watchLabelSelector } : {}),
    requeueDependencyMs: milliseconds(filled.requeueDependency),
    limits,
    log,
  };
}

/** `group/Kind`, however it was written. */
export function groupKind(written: string): string {
  if (written.includes("/")) return written;
  const dot = written.indexOf(".");
  return `${written.slice(dot + 1)}/${written.slice(0, dot)}`;
}

function plugin(entry: PluginEntry, known: Known, limits: Config["limits"]): PluginConfig {
  const { manifest, folder } = known;
  const { needs } = grantOf(manifest.needs ?? {}, entry.grant ?? {});
  const { memoryMiB, scratchMiB, timeout } = entry.limits ?? {};
  const seconds = manifest.timeoutSeconds;
  const longest = seconds === undefined ? limits.timeouts.callMs : seconds * 1000;
  return {
    folder,
    ...(entry.digest === undefined ? {} : { digest: entry.digest }),
    granted: needs,
    share: entry.share === true,
    pool: { size: entry.pool?.size ?? 1 },
    config: withDefaults(entry.config ?? {}, manifest.config ?? {}) as PluginConfig["config"],
    memoryMiB: memoryMiB ?? needs.memoryMiB ?? limits.memoryMiB,
    scratchMiB: scratchMiB ?? needs.scratchMiB ?? standardScratchMiB,
    timeoutMs: timeout === undefined ? longest : milliseconds(timeout),
  };
}

/** What is too long for Go's durations is as good as for ever. */
function milliseconds(written: string): number {
  return parseDuration(written) ?? Number.MAX_SAFE_INTEGER;
}

function settleLimits({ timeouts, ...limits }: Filled["limits"]): Config["limits"] {
  return {
    ...limits,
    timeouts: {
      startMs: milliseconds(timeouts.start),
      callMs: milliseconds(timeouts.call),
      idleMs: milliseconds(timeouts.idle),
      drainMs: milliseconds(timeouts.drain),
    },
  };
}

/** `:9090` listens on every address of the machine. */
function address(written: string | false): Address {
  if (written === false) return false;
  const colon = written.lastIndexOf(":");
  const hostname = written.slice(0, colon).replace(/^\[|\]$/g, "");
  return {
    hostname: hostname === "" ? "0.0.0.0" : hostname,
    port: Number(written.slice(colon + 1)),
  };
}

function mapValues<A, B>(
  map: Readonly<Record<string, A>>,
  make: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, make(value, key)]));
}
