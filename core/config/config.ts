import { resolve } from "node:path";
import type { Needs } from "schemas/plugin_manifest.ts";
import { type PluginEntry, RuntimeConfig } from "schemas/runtime_config.ts";
import { grantOf } from "../host/grant.ts";
import { decode, withDefaults } from "schemas/defaults.ts";
import type { Known, Manifests } from "./references.ts";

/** The checked config with every standard filled in: times in milliseconds, paths absolute, kinds as `group/Kind`. */
export interface Config extends Omit<RuntimeConfig, "plugins" | "shard"> {
  readonly plugins: Readonly<Record<string, PluginConfig>>;
}

export interface PluginConfig extends Pick<PluginEntry, "digest" | "share" | "pool" | "config"> {
  /** Absolute. */
  readonly folder: string;
  /** Needs ∩ grant. */
  readonly granted: Needs;
  readonly memoryMiB: number;
  readonly scratchMiB: number;
  readonly timeoutMs: number;
}

/** What a plugin may use of disk in a call where neither the operator nor its manifest says. */
const standardScratchMiB = 64;

/** Settles a config without a mistake. `folder` is where relative paths start. */
export function settle(written: unknown, folder: string, manifests: Manifests): Config {
  const { plugins, pipelines, shard, ...config } = decode(RuntimeConfig, written);
  const { cluster, server, store, limits } = config;
  if (cluster && "kubeconfig" in cluster) {
    cluster.kubeconfig = resolve(folder, cluster.kubeconfig!);
  }
  if (server.events && "requireToken" in server.events) {
    server.events.requireToken = resolve(folder, server.events.requireToken);
  }
  if (store.directory !== undefined) store.directory = resolve(folder, store.directory);
  const entries = Object.entries(plugins);
  return {
    ...shard && { watchLabelSelector: shard.selector },
    ...config,
    plugins: Object.fromEntries(
      entries.map(([id, entry]) => [id, plugin(entry, manifests.get(id)!, limits)]),
    ),
    pipelines: Object.fromEntries(
      Object.entries(pipelines).map(([kind, steps]) => [groupKind(kind), steps]),
    ),
  };
}

/** `group/Kind`, however it was written. */
export function groupKind(written: string): string {
  if (written.includes("/")) return written;
  const dot = written.indexOf(".");
  return `${written.slice(dot + 1)}/${written.slice(0, dot)}`;
}

function plugin(
  { use: _, grant = {}, limits: own, config, ...entry }: PluginEntry,
  { manifest, folder }: Known,
  limits: Config["limits"],
): PluginConfig {
  const { needs: granted } = grantOf(manifest.needs ?? {}, grant);
  const seconds = manifest.timeoutSeconds;
  const longest = seconds === undefined ? limits.timeouts.call : seconds * 1000;
  return {
    ...entry,
    folder,
    granted,
    config: withDefaults(config, manifest.config ?? {}) as PluginEntry["config"],
    memoryMiB: own.memoryMiB ?? granted.memoryMiB ?? limits.memoryMiB,
    scratchMiB: own.scratchMiB ?? granted.scratchMiB ?? standardScratchMiB,
    timeoutMs: own.timeout ?? longest,
  };
}
