import type { Data } from "contract";
import type { Needs } from "schemas/plugin_manifest.ts";
import type { PipelineEntry, RuntimeConfig } from "schemas/runtime_config.ts";

/** The checked config with every default filled in: times in milliseconds, paths absolute, kinds as `group/Kind`. */
export interface Config {
  readonly plugins: Readonly<Record<string, PluginConfig>>;
  /** By `group/Kind`. */
  readonly pipelines: Readonly<Record<string, Pipeline>>;
  /** Absent: what the kubeconfig of the environment says. */
  readonly cluster?: NonNullable<RuntimeConfig["cluster"]>;
  readonly store: StoreConfig;
  readonly server: ServerConfig;
  readonly noCrossNamespaceRefs: boolean;
  readonly noRemoteBases: boolean;
  /** Absent: the kernel's own rights. */
  readonly defaultServiceAccount?: string;
  /** Which objects are reconciled (the selector of `shard`, too); absent: all. */
  readonly watchLabelSelector?: string;
  readonly requeueDependencyMs: number;
  readonly limits: LimitsConfig;
  readonly log: Readonly<Required<NonNullable<RuntimeConfig["log"]>>>;
}

export interface PluginConfig {
  /** The folder, absolute. */
  readonly folder: string;
  /** `sha256:…` that the operator pinned. */
  readonly digest?: string;
  /** Needs ∩ grant. */
  readonly granted: Needs;
  readonly share: boolean;
  readonly pool: { readonly size: number };
  /** The operator's options, the schema's defaults filled in. */
  readonly config: Data;
  readonly memoryMiB: number;
  readonly scratchMiB: number;
  readonly timeoutMs: number;
}

export type Pipeline = Readonly<Required<PipelineEntry>>;

export interface StoreConfig {
  /** Absolute; absent: the caller's choice. */
  readonly directory?: string;
  readonly retention: { readonly records: number; readonly ttlMs: number };
}

/** An address to listen on; `false`: not at all. */
export type Address = { readonly hostname: string; readonly port: number } | false;

export type ServerConfig =
  & { readonly [K in "artifacts" | "metrics" | "health" | "webhooks" | "events"]: Address }
  & { readonly advertise?: string };

export interface LimitsConfig {
  readonly egress: { readonly allow?: readonly string[]; readonly deny: readonly string[] };
  readonly concurrency: number;
  /** Share of the concurrency, above 0 to 1. */
  readonly perNamespace: number;
  readonly timeouts: {
    readonly startMs: number;
    readonly callMs: number;
    readonly idleMs: number;
    readonly drainMs: number;
  };
  readonly memoryMiB: number;
}
