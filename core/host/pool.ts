import { type Failure, transient } from "../contract/errors.ts";
import type { PluginProcess } from "./process.ts";

export interface PoolOptions {
  readonly size: number;
  readonly start: () => Promise<PluginProcess>;
  readonly backoff: { readonly baseMs: number; readonly maxMs: number };
  /** A process was ended by itself or by its plugin, not by us. */
  readonly onCrash: (how: string) => void;
}

/** A start that is further away than this is not waited for. */
const MAX_WAIT_MS = 2000;

/** The processes of one plugin that serve one tenant: started on demand, chosen by load, started again with backoff. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #live = new Set<PluginProcess>();
  readonly #starting = new Set<Promise<PluginProcess>>();
  #failures = 0;
  #notBefore = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get processes(): readonly PluginProcess[] {
    return [...this.#live];
  }

  /** Nothing runs, starts or is waited for: another pool would do as well. */
  get isRested(): boolean {
    return this.#live.size === 0 && this.#starting.size === 0 && this.#failures === 0;
  }

  /** A process that has nothing to do, held: nobody need wait for it. */
  takeIdle(): PluginProcess | undefined {
    for (const process of this.#live) {
      if (process.alive && process.open === 0) return process.hold();
    }
    return undefined;
  }

  /** The process with the least to do, held; a new one where all fall behind and there is room. */
  async acquire(): Promise<PluginProcess> {
    for (;;) {
      const best = this.#leastBusy();
      if (best && (best.open === 0 || (this.#isFull && this.#starting.size === 0))) {
        return best.hold();
      }
      if (best && !this.#isFull && await best.keepsUp() && best.alive) return best.hold();
      // Of the first nobody knows yet whether it keeps up. While that was asked, others may have begun.
      const waits = this.#isFull || (!best && this.#starting.size > 0);
      if (!waits) await this.#begin();
      else if (this.#starting.size > 0) await Promise.race(this.#starting);
    }
  }

  get #isFull(): boolean {
    return this.#size() + this.#starting.size >= this.#options.size;
  }

  #begin(): Promise<PluginProcess> {
    const starting = this.#start().finally(() => this.#starting.delete(starting));
    this.#starting.add(starting);
    return starting;
  }

  #size(): number {
    let alive = 0;
    for (const process of this.#live) if (process.alive) alive++;
    return alive;
  }

  #leastBusy(): PluginProcess | undefined {
    let best: PluginProcess | undefined;
    for (const process of this.#live) {
      if (process.alive && (!best || process.open < best.open)) best = process;
    }
    return best;
  }

  /** The plugin answered: whatever failed before is over. */
  succeeded(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** Stops processes that have had nothing to do for so long. */
  async stopIdle(idleMs: number, graceMs: number): Promise<void> {
    await Promise.all(this.#idle(idleMs).map((p) => this.#stop(p, graceMs)));
  }

  /** Lets those stand still. */
  restIdle(idleMs: number): void {
    this.#idle(idleMs).forEach((p) => p.rest());
  }

  #idle(idleMs: number): readonly PluginProcess[] {
    const now = performance.now();
    return this.processes.filter((p) => p.open === 0 && now - p.lastUsed >= idleMs);
  }

  /** Running calls may finish within the grace; then every process goes. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#starting);
    const end = performance.now() + graceMs;
    while (this.processes.some((p) => p.open > 0) && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Promise.all(this.processes.map((p) => this.#stop(p, Math.min(graceMs, 1000))));
  }

  async #stop(process: PluginProcess, graceMs: number): Promise<void> {
    this.#live.delete(process);
    await process.drain(graceMs);
  }

  async #start(): Promise<PluginProcess> {
    const wait = this.#notBefore - performance.now();
    if (wait > MAX_WAIT_MS) throw backingOff(wait);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (this.#closed) throw transient("PluginUnavailable", "The plugin is being stopped");
    let process: PluginProcess;
    try {
      process = await this.#options.start();
    } catch (error) {
      this.#failed();
      throw error;
    }
    this.#live.add(process);
    void process.ended.then((how) => {
      if (!this.#live.delete(process)) return;
      this.#failed();
      this.#options.onCrash(how);
    });
    return process;
  }

  #failed(): void {
    const { baseMs, maxMs } = this.#options.backoff;
    this.#notBefore = performance.now() + Math.min(maxMs, baseMs * 2 ** this.#failures++);
  }
}

function backingOff(waitMs: number): Failure {
  const seconds = Math.ceil(waitMs / 1000);
  return transient(
    "PluginUnavailable",
    `The plugin keeps failing and is not started again for ${seconds} s`,
    waitMs,
  );
}
