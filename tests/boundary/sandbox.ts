import { fileURLToPath } from "node:url";
import { openBroker, startKernelServices } from "../../core/capability/mod.ts";
import type { Failure, KubeObject } from "../../core/contract/mod.ts";
import { createBundler } from "../../core/cli/bundle/bundler.ts";
import { readPluginFolder } from "../../core/cli/bundle/folder.ts";
import { Host, type HostOptions, type Lend, type Plugin, removeAll } from "../../core/host/mod.ts";
import type { Machine } from "./machine.ts";
import type { Outcome, World } from "./plugin/world.ts";

/** What the tests of one file share: the bundles, and the brokers' services. */
export interface Sandbox extends AsyncDisposable {
  readonly plugin: Plugin;
  readonly boot: string;
  readonly lend: Lend;
  readonly refused: string[];
}

export const MEMORY_MIB = 128;
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export async function startSandbox(): Promise<Sandbox> {
  const cache = await Deno.makeTempDir({ prefix: "boundary-bundles-" });
  const bundler = createBundler(cache);
  const found = await readPluginFolder(path("plugin"));
  if ("problems" in found) throw new Error(JSON.stringify(found.problems));
  const [bundle, boot] = await Promise.all([
    bundler.prepare(found),
    bundler.prepareModule(path("../../core/host/boot.ts")),
  ]);
  const refused: string[] = [];
  const kernel = startKernelServices({
    learn: () => {},
    log: () => {},
    refused: (_, reason) => refused.push(reason),
  });
  return {
    boot,
    refused,
    plugin: {
      id: "hostile",
      manifest: found.manifest,
      digest: bundle.digest,
      config: {},
      bundle: bundle.folder,
      verify: () => Promise.resolve(),
      granted: found.manifest.needs ?? {},
      shared: false,
      poolSize: 1,
      memoryMiB: MEMORY_MIB,
      timeoutMs: 60_000, // what a row asks for is less
    },
    lend: (lending) => openBroker(lending, kernel),
    async [Symbol.asyncDispose]() {
      await kernel[Symbol.asyncDispose]();
      await new Deno.Command("chmod", { args: ["-R", "u+w", cache] }).output();
      await Deno.remove(cache, { recursive: true });
    },
  };
}

/** A host of its own for one test, and what it told of. */
export interface Stage extends AsyncDisposable {
  readonly host: Host;
  readonly told: {
    readonly refused: string[];
    readonly printed: string[];
    readonly pids: Set<number>;
  };
  run(attack: string, more?: RunOptions): Promise<Outcome>;
}

export interface RunOptions {
  readonly plugin?: string;
  readonly tenant?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly world?: Partial<World>;
  /** Gives the call up as soon as a process of the host has crashed, instead of trying it again. */
  readonly once?: boolean;
}

export async function openStage(
  sandbox: Sandbox,
  machine: Machine,
  options: Partial<HostOptions> = {},
): Promise<Stage> {
  const folder = await Deno.makeTempDir({ prefix: "boundary-host-" });
  const { refused } = sandbox;
  refused.length = 0;
  const printed: string[] = [];
  const pids = new Set<number>();
  let crashed = new AbortController();
  const host: Host = new Host({
    plugins: [sandbox.plugin],
    boot: sandbox.boot,
    folder,
    lend: sandbox.lend,
    backoff: { baseMs: 1, maxMs: 1 },
    hooks: {
      refused: ({ reason }) => refused.push(reason),
      printed: ({ text }) => printed.length < 1000 && printed.push(text),
      changed: ({ state }) => {
        host.pids().forEach((pid) => pids.add(pid));
        if (state === "failed") crashed.abort();
      },
    },
    ...options,
  });
  return {
    host,
    told: { refused, printed, pids },
    async run(attack, options = {}) {
      const { plugin = "hostile", tenant = "attacker", timeoutMs = 10_000, world = {} } = options;
      crashed = new AbortController();
      const object = objectOf(attack, {
        ...machine.world,
        bundle: sandbox.plugin.bundle,
        ...world,
      });
      const request = {
        object,
        spec: object.spec as never,
        revision: "main@sha1:0",
        now: "",
        inputs: {},
      };
      await using answered = await host.call(plugin, "gate", "open", request, {
        object,
        tenant,
        timeoutMs,
        signal: options.signal ?? (options.once ? crashed.signal : new AbortController().signal),
        files: { body: new TextEncoder().encode("body") },
        readSecret: () => Promise.resolve({ public: bytes("public"), private: bytes("private") }),
      });
      host.pids().forEach((pid) => pids.add(pid));
      const { answer } = answered;
      return JSON.parse(answer.open ? "{}" : answer.message);
    },
    async [Symbol.asyncDispose]() {
      await host.stop(0);
      await removeAll(folder);
    },
  };
}

function objectOf(attack: string, world: World): KubeObject {
  return {
    apiVersion: "boundary.example.dev/v1",
    kind: "Attack",
    metadata: { name: "attack", namespace: "attacker" },
    spec: {
      attack,
      world,
      url: `http://127.0.0.1:${world.http}/`,
      odd: `http://127.0.0.1:${world.odd}/`,
      secretRef: { name: "secret" },
    },
  };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The failure that a call rejected with, or nothing. */
export function failureOf(error: unknown): Failure | undefined {
  return error instanceof Error && "reason" in error ? error as Failure : undefined;
}
