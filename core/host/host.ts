import { Failure, flatten, terminal, transient } from "../contract/errors.ts";
import { type Kind, type Method, methodsOf } from "../contract/kinds.ts";
import type { AnswerOf, KubeObject, RequestOf } from "../contract/mod.ts";
import type { Kinds } from "../contract/mod.ts";
import { Lost } from "../rpc/mod.ts";
import type { Traced } from "../telemetry/mod.ts";
import { removeAll } from "./remove.ts";
import type { Lend } from "./open_call.ts";
import type { Answered, Given, Plugin, Plugins } from "./plugins.ts";
import { Pool } from "./pool.ts";
import { type Call, PluginProcess } from "./process.ts";
import { type Redact, redactFailure } from "./redact.ts";
import { findRoute } from "./routes.ts";

/** How a call ended: the plugin answered or failed as it meant to, was lost, or was given up. */
export type CallResult = "ok" | Failure["code"] | "lost" | "cancelled";

type ProcessState = "starting" | "ready" | "failed" | "stopped";

/** What the host tells of; telemetry listens. */
export interface HostHooks {
  called(fact: { plugin: string; method: string; result: CallResult; seconds: number }): void;
  refused(fact: { plugin: string; reason: string }): void;
  changed(fact: { plugin: string; state: ProcessState; detail?: string }): void;
  printed(fact: { plugin: string; text: string }): void;
}

export interface HostOptions {
  readonly plugins: readonly Plugin[];
  /** The bundled trusted boot. */
  readonly boot: string;
  /** Folder below which every process gets one of its own. */
  readonly folder: string;
  readonly lend: Lend;
  readonly hooks?: Partial<HostHooks>;
  readonly idleMs?: number;
  /** What has had nothing to do for so long stands still until it is called again. */
  readonly restMs?: number;
  readonly backoff?: { readonly baseMs: number; readonly maxMs: number };
  readonly startTimeoutMs?: number;
  /** Stands around every crossing, for traces. */
  readonly traced?: Traced;
  /** Takes secrets out of what a plugin says when it fails. */
  readonly redact?: Redact;
  /** The most processes of all plugins together. */
  readonly maxProcesses?: number;
}

const defaults: Omit<Required<HostOptions>, "plugins" | "boot" | "folder" | "lend"> = {
  hooks: {},
  idleMs: 60_000,
  // Elsewhere one that stands still would outlive a kernel that was killed.
  restMs: Deno.build.os === "linux" ? 3000 : Infinity,
  backoff: { baseMs: 100, maxMs: 300_000 },
  startTimeoutMs: 10_000,
  traced: (_name, _attributes, work) => work(),
  redact: (text) => text,
  maxProcesses: 64,
};

/** How often a call is tried again after its process crashed or missed the deadline. */
const MAX_RETRIES = 3;
const DRAIN_MS = 1000;
const SHARED = "*";

/** Runs plugins: each in processes of its own, started at the first call, stopped when idle. */
export class Host implements Plugins, AsyncDisposable {
  readonly #options: Required<HostOptions>;
  readonly #pools = new Map<string, { readonly plugin: Plugin; readonly pool: Pool }>();
  #plugins: ReadonlyMap<string, Plugin>;
  #sweep: ReturnType<typeof setInterval> | undefined;
  #lastProcess = 0;
  #stopped = false;

  constructor(options: HostOptions) {
    this.#options = { ...defaults, ...options };
    this.#plugins = byId(options.plugins);
  }

  get installed(): readonly Plugin[] {
    return [...this.#plugins.values()];
  }

  route(kind: Kind, object: KubeObject): Plugin | undefined {
    return findRoute(this.installed, kind, object);
  }

  /** Pids of the running processes of a plugin, or of all. */
  pids(id?: string): readonly number[] {
    return this.#entries(id).flatMap(({ pool }) => pool.processes.map(({ pid }) => pid));
  }

  async call<K extends Kind, M extends string & keyof Required<Kinds[K]>>(
    id: string,
    kind: K,
    name: M,
    request: RequestOf<K, M>,
    given: Given,
  ): Promise<Answered<AnswerOf<K, M>>> {
    const find = () => this.#find(id, kind);
    find();
    const started = performance.now();
    const { traced, redact, hooks } = this.#options;
    const told = (result: CallResult) => {
      const seconds = (performance.now() - started) / 1000;
      hooks.called?.({ plugin: id, method: name, result, seconds });
    };
    const method: Method = methodsOf[kind][name];
    const call: Call = { name, method, request: request as Call["request"], given };
    const attributes = { plugin: id, tenant: given.tenant };
    try {
      const answered = await traced(
        `plugin ${name}`,
        attributes,
        () => this.#tryCall(find, call),
      );
      told("ok");
      return answered as Answered<AnswerOf<K, M>>;
    } catch (error) {
      told(resultOf(error));
      throw redactFailure(error, redact);
    }
  }

  /** Takes a new list of plugins: processes of those that changed or are gone are drained, the rest stay. */
  async reload(plugins: readonly Plugin[]): Promise<void> {
    const next = byId(plugins);
    this.#plugins = next;
    const stale = [...this.#pools].filter(([, { plugin }]) => next.get(plugin.id) !== plugin);
    await Promise.all(stale.map(([key, { plugin, pool }]) => {
      this.#pools.delete(key);
      this.#tell(plugin, "stopped");
      return pool.close(plugin.timeoutMs);
    }));
  }

  /** Ends every process; calls that run may finish within the grace. */
  async stop(graceMs = DRAIN_MS): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#sweep);
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.close(graceMs)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop(0);
  }

  #find(id: string, kind: Kind): Plugin {
    const plugin = this.#plugins.get(id);
    if (plugin?.manifest.kind === kind) return plugin;
    throw terminal("NoSuchPlugin", `Cannot call "${id}": the config has no ${kind} of that name`);
  }

  /** Each try is of the plugin as the config has it then. */
  async #tryCall(find: () => Plugin, call: Call): Promise<Answered<unknown>> {
    const { name, method, given } = call;
    let last: Failure | undefined;
    for (let tries = 0; tries <= MAX_RETRIES; tries++) {
      const plugin = find();
      const pool = this.#poolOf(plugin, given.tenant);
      if (given.signal?.aborted) throw transient("Cancelled", `The call of ${name}() was given up`);
      const process = pool.takeIdle() ?? await this.#acquire(pool, plugin);
      if (process instanceof Failure) {
        if (process.code === "terminal" || process.retryAfterMs !== undefined) throw process;
        last = process;
        continue;
      }
      try {
        const answered = await process.call(call);
        pool.succeeded();
        return answered;
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        last = error.reason === "PluginGone" ? gone(plugin, name, await process.ended) : error;
        if (method.once) throw unknownOutcome(plugin, name, last);
      } finally {
        process.release();
      }
    }
    throw last!.reason === "PluginUnavailable" ? last : unavailable(find(), last!.message);
  }

  async #acquire(pool: Pool, plugin: Plugin): Promise<PluginProcess | Failure> {
    try {
      return await pool.acquire();
    } catch (error) {
      if (error instanceof Failure && error.reason === "PluginUnavailable") return error;
      const message = error instanceof Error ? error.message : String(error);
      return unavailable(plugin, `it cannot be started: ${message}`);
    }
  }

  #poolOf(plugin: Plugin, tenant: string): Pool {
    if (this.#stopped) throw transient("PluginUnavailable", "The kernel is stopping");
    const owner = plugin.shared ? SHARED : tenant;
    const key = `${plugin.id} ${owner}`;
    const held = this.#pools.get(key);
    if (held) return held.pool;
    const pool = new Pool({
      size: plugin.poolSize,
      backoff: this.#options.backoff,
      start: () => this.#start(plugin),
      onCrash: (detail) => this.#tell(plugin, "failed", detail),
    });
    this.#pools.set(key, { plugin, pool });
    const { idleMs, restMs } = this.#options;
    this.#sweep ??= setInterval(() => this.#stopIdle(), Math.min(idleMs, restMs, 5000));
    Deno.unrefTimer(this.#sweep);
    return pool;
  }

  async #start(plugin: Plugin): Promise<PluginProcess> {
    await this.#makeRoom();
    const { hooks, folder } = this.#options;
    this.#tell(plugin, "starting");
    await plugin.verify();
    const own = `${folder}/${plugin.id}-${++this.#lastProcess}`;
    const process = await PluginProcess.start({
      ...this.#options,
      plugin,
      folder: own,
      refused: (reason) => hooks.refused?.({ plugin: plugin.id, reason }),
      printed: (text) => hooks.printed?.({ plugin: plugin.id, text }),
    }).catch(async (error) => {
      await removeAll(own);
      throw new Error(flatten(error).message); // a reason that the plugin gave is no word of ours
    });
    this.#tell(plugin, "ready", process.said.missing.join(", "));
    void process.left().then(() => removeAll(own));
    return process;
  }

  /** Stops the process that has been idle the longest where there are too many. */
  async #makeRoom(): Promise<void> {
    const { maxProcesses } = this.#options;
    if (this.pids().length < maxProcesses) return;
    const pools = [...this.#pools.values()].map(({ pool }) => pool);
    const idle = pools.flatMap((pool) => pool.processes).filter(({ open }) => open === 0);
    if (idle.length === 0) {
      throw transient("PluginUnavailable", `All ${maxProcesses} plugin processes are busy`, 1000);
    }
    const longest = Math.min(...idle.map(({ lastUsed }) => lastUsed));
    await Promise.all(pools.map((pool) => pool.stopIdle(performance.now() - longest, DRAIN_MS)));
  }

  async #stopIdle(): Promise<void> {
    const { idleMs, restMs } = this.#options;
    for (const [key, { pool }] of this.#pools) {
      pool.restIdle(restMs);
      await pool.stopIdle(idleMs, DRAIN_MS);
      if (pool.isRested) this.#pools.delete(key);
    }
  }

  #tell({ id: plugin }: Plugin, state: ProcessState, detail?: string): void {
    this.#options.hooks.changed?.({ plugin, state, ...detail !== undefined && { detail } });
  }

  #entries(id?: string) {
    return [...this.#pools.values()].filter(({ plugin }) => id === undefined || plugin.id === id);
  }
}

function byId(plugins: readonly Plugin[]): ReadonlyMap<string, Plugin> {
  return new Map(plugins.map((plugin) => [plugin.id, plugin]));
}

function resultOf(error: unknown): CallResult {
  if (!(error instanceof Failure)) return "transient";
  if (error.reason === "Cancelled") return "cancelled";
  return ["PluginUnavailable", "OutcomeUnknown"].includes(error.reason) ? "lost" : error.code;
}

function gone({ id }: Plugin, name: string, how: string): Failure {
  return transient("PluginGone", `the process of "${id}" ${how} in ${name}()`);
}

function unknownOutcome({ id }: Plugin, name: string, { message }: Failure): Failure {
  return transient(
    "OutcomeUnknown",
    `Plugin "${id}" was lost in ${name}(), which may have had its effect: ${message}`,
  );
}

function unavailable({ id }: Plugin, message: string): Failure {
  return transient("PluginUnavailable", `Plugin "${id}" is unavailable: ${message}`);
}
