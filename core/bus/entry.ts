import type { Fifo, Linked } from "./fifo.ts";
import type { ReconcileKey } from "./key.ts";
import { rank, type Trigger } from "./trigger.ts";

/** One run of one key. */
export interface Run {
  readonly key: ReconcileKey;
  /** All that was asked for and is answered by this run, the most urgent first. */
  readonly triggers: readonly Trigger[];
  /** How often the key has failed in a row before. */
  readonly failures: number;
  /** Aborted when the queue stops and cannot wait any longer. */
  readonly signal: AbortSignal;
}

/** All that a queue knows of one key. It exists while the key is somewhere. */
export class Entry implements Linked<Entry> {
  readonly key: ReconcileKey;
  /** Where the key is: due at a later time, waiting for a worker, or in the hands of one. */
  place: "nowhere" | "later" | "ready" | "running" = "nowhere";

  /** Failures in a row. */
  failures = 0;
  /** What was asked for since the last run began. */
  asked: readonly Trigger[] = [];
  /** Why the queue itself would run it again: it is told only if nobody asked. */
  own: Trigger | undefined;
  /** While it runs: the earliest time that was asked for meanwhile. */
  askedFor: number | undefined;

  dueAt = 0;

  /** The priority it waits with. */
  rank = 0;
  readyAt = 0;
  before: Entry | undefined;
  after: Entry | undefined;
  list: Fifo<Entry> | undefined;

  constructor(key: ReconcileKey) {
    this.key = key;
  }

  /** The priority that its triggers give it, as a place in the order. */
  get urgency(): number {
    return rank(this.asked[0] ?? this.own);
  }

  /** A run that begins now: the triggers ride along with it. */
  begin(): CurrentRun {
    const triggers = this.asked.length || !this.own ? this.asked : [this.own];
    this.asked = [];
    this.own = undefined;
    this.place = "running";
    return new CurrentRun(this.key, triggers, this.failures);
  }
}

/** A run that is under way. Its signal is made when it is looked at: most runs end before anyone would abort them. */
export class CurrentRun implements Run {
  #controller: AbortController | undefined;

  constructor(
    readonly key: ReconcileKey,
    readonly triggers: readonly Trigger[],
    readonly failures: number,
  ) {}

  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  abort(reason: unknown): void {
    (this.#controller ??= new AbortController()).abort(reason);
  }
}
