import { type Clock, systemClock } from "./clock.ts";
import { type CurrentRun, Entry, type Run } from "./entry.ts";
import type { ReconcileKey } from "./key.ts";
import { Later } from "./later.ts";
import { type Backoff, defaultBackoff, next, type NextOptions, type Outcome } from "./outcome.ts";
import { Ready } from "./ready.ts";
import { merge, type Trigger } from "./trigger.ts";

/** Told what happens in a queue; times in milliseconds. One that throws is reported and passed over. */
export interface QueueHooks {
  /** A key is due and waits for a worker. */
  readonly onAdd?: (key: ReconcileKey) => void;
  readonly onStart?: (run: Run, waitedMs: number) => void;
  readonly onFinish?: (run: Run, outcome: Outcome, ranMs: number) => void;
  /** A key failed and is tried again after `inMs`. */
  readonly onRetry?: (key: ReconcileKey, inMs: number) => void;
}

export interface QueueOptions {
  /** Reconciles one object. What it throws counts as `failed`. */
  readonly reconcile: (run: Run) => Promise<Outcome>;
  /** Told of errors in hooks; must not throw. */
  readonly report: (error: unknown) => void;
  /** How many runs at once. */
  readonly concurrency: number;
  /** The share of them, above 0 to 1, that one namespace may hold (at least one run). Default 1. */
  readonly namespaceShare?: number;
  readonly backoff?: Partial<Backoff>;
  /** The share of an interval, 0 to 1, that chance adds or takes. Default 0.05, as Flux's. */
  readonly intervalJitter?: number;
  /** After how long a less urgent key gets every how many turns. Default: 10 s, 8. */
  readonly ageing?: { readonly afterMs: number; readonly everyTurns: number };
  readonly hooks?: QueueHooks;
  readonly clock?: Clock;
  /** 0 to 1, below 1. */
  readonly random?: () => number;
}

const defaultAgeing = { afterMs: 10_000, everyTurns: 8 };

/**
 * Decides when each object is reconciled next. A key stands in it once, at the earliest time anyone
 * asked for; it never runs twice at once; what is asked during a run happens once more after it.
 * Waiting holds no worker and no timer: one timer serves all keys.
 */
export class ReconcileQueue {
  readonly #options: QueueOptions & NextOptions;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #later = new Later();
  readonly #ready: Ready;
  readonly #running = new Map<Entry, CurrentRun>();
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #woken = false;
  #stopped: PromiseWithResolvers<void> | undefined;

  constructor(options: QueueOptions) {
    const { concurrency, namespaceShare = 1, ageing = defaultAgeing } = options;
    const backoff = { ...defaultBackoff, ...options.backoff };
    this.#options = { intervalJitter: 0.05, random: Math.random, ...options, backoff };
    this.#clock = options.clock ?? systemClock;
    this.#ready = new Ready({
      perNamespace: Math.max(1, Math.floor(concurrency * namespaceShare)),
      agesAfterMs: ageing.afterMs,
      agedTurn: ageing.everyTurns,
    });
  }

  /**
   * Asks for a run that begins after this moment, `afterMs` milliseconds from now or earlier. Once
   * `stop` was called, nothing is taken.
   */
  add(key: ReconcileKey, trigger: Trigger, { afterMs = 0 }: { afterMs?: number } = {}): void {
    if (this.#stopped) return;
    if (!Number.isFinite(afterMs) || afterMs < 0) {
      throw new RangeError(`Cannot queue "${key.name}": delay is ${afterMs} ms`);
    }
    let entry = this.#entries.get(key.id);
    if (!entry) this.#entries.set(key.id, entry = new Entry(key));
    entry.asked = merge(entry.asked, trigger);
    const now = this.#clock.monotonic();
    this.#move(entry, now + afterMs, now);
  }

  /**
   * Takes no more work and forgets what waits; answers when all that runs has ended. What still runs
   * after `deadlineMs` milliseconds (default: never), or when `signal` is aborted, is aborted.
   */
  async stop(options: { deadlineMs?: number; signal?: AbortSignal } = {}): Promise<void> {
    const stopped = this.#stopped ??= Promise.withResolvers<void>();
    this.#timer?.cancel();
    for (const entry of this.#entries.values()) if (entry.place !== "running") this.#drop(entry);
    if (this.#running.size === 0) return stopped.resolve();
    const { deadlineMs = Infinity, signal } = options;
    const reason = new DOMException("Cannot finish the run: the queue stops", "AbortError");
    const abort = () => this.#running.forEach((run) => run.abort(reason));
    const cancel = deadlineMs < Infinity ? this.#clock.after(deadlineMs, abort) : undefined;
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    await stopped.promise;
    cancel?.();
    signal?.removeEventListener("abort", abort);
  }

  /** Brings an entry to the earlier of the time it stands at and `at`. */
  #move(entry: Entry, at: number, now: number): void {
    switch (entry.place) {
      case "running":
        entry.askedFor = Math.min(entry.askedFor ?? Infinity, at);
        return;
      case "ready":
        if (entry.urgency >= entry.rank) return;
        this.#ready.remove(entry);
        entry.rank = entry.urgency;
        this.#ready.push(entry);
        return;
      case "later":
        if (entry.dueAt <= at) return;
    }
    if (at <= now) return this.#ripen(entry, now);
    entry.place = "later";
    entry.dueAt = at;
    this.#later.push(entry, this.#entries.size);
    this.#arm(now);
  }

  #ripen(entry: Entry, now: number): void {
    entry.place = "ready";
    entry.readyAt = now;
    entry.rank = entry.urgency;
    this.#ready.push(entry);
    this.#tell("onAdd", entry.key);
    this.#wake();
  }

  /** Keeps the one timer at the earliest time. */
  #arm(now: number): void {
    const first = this.#later.first;
    if (!first || (this.#timer && this.#timer.at <= first.dueAt)) return;
    this.#timer?.cancel();
    const cancel = this.#clock.after(first.dueAt - now, () => this.#due());
    this.#timer = { at: first.dueAt, cancel };
  }

  #due(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (let first = this.#later.first; first && first.dueAt <= now; first = this.#later.first) {
      this.#ripen(first, now);
    }
    this.#arm(now);
  }

  /** Hands out work when the caller is done, so that all it adds at once is weighed together. */
  #wake(): void {
    if (this.#woken || this.#running.size >= this.#options.concurrency) return;
    this.#woken = true;
    queueMicrotask(() => {
      this.#woken = false;
      this.#handOut();
    });
  }

  #handOut(): void {
    while (this.#running.size < this.#options.concurrency) {
      const now = this.#clock.monotonic();
      const entry = this.#ready.take(now);
      if (!entry) return;
      void this.#run(entry, now);
    }
  }

  async #run(entry: Entry, now: number): Promise<void> {
    const run = entry.begin();
    this.#running.set(entry, run);
    this.#tell("onStart", run, now - entry.readyAt);
    const outcome = await this.#attempt(run);
    const ended = this.#clock.monotonic();
    this.#running.delete(entry);
    this.#ready.release(entry.key.namespace);
    entry.place = "nowhere";
    this.#tell("onFinish", run, outcome, ended - now);
    this.#again(entry, outcome, ended);
    this.#handOut();
  }

  async #attempt(run: Run): Promise<Outcome> {
    try {
      return await this.#options.reconcile(run);
    } catch (error) {
      return { kind: "failed", error };
    }
  }

  #again(entry: Entry, outcome: Outcome, now: number): void {
    const { failures, inMs, trigger } = next(outcome, entry.failures, this.#options);
    const { askedFor } = entry;
    entry.failures = failures;
    entry.askedFor = undefined;
    if (outcome.kind === "failed" && inMs !== undefined) this.#tell("onRetry", entry.key, inMs);
    const ownAt = inMs === undefined ? Infinity : now + inMs;
    const at = Math.min(askedFor ?? Infinity, ownAt);
    if (this.#stopped || at === Infinity) return this.#drop(entry);
    entry.own = trigger;
    this.#move(entry, at, now);
  }

  /** Forgets a key that does not run. */
  #drop(entry: Entry): void {
    if (entry.place === "ready") this.#ready.remove(entry);
    entry.place = "nowhere";
    this.#entries.delete(entry.key.id);
    if (this.#running.size === 0) this.#stopped?.resolve();
  }

  #tell<Hook extends keyof QueueHooks>(
    hook: Hook,
    ...what: Parameters<NonNullable<QueueHooks[Hook]>>
  ): void {
    const told = this.#options.hooks?.[hook] as ((...what: unknown[]) => void) | undefined;
    if (!told) return;
    try {
      told(...what);
    } catch (error) {
      this.#options.report(error);
    }
  }
}
