import type { Fifo, Linked } from "./fifo.ts";
import type { Timed } from "./heap.ts";
import type { ReconcileKey } from "./key.ts";
import { rank, type Trigger } from "./trigger.ts";

/** Where a key is: due at a later time, waiting for a worker, or in the hands of one. */
export type Place = "nowhere" | "later" | "ready" | "running";

/** All that a queue knows of one key. It exists while the key is somewhere. */
export class Entry implements Timed, Linked<Entry> {
  readonly key: ReconcileKey;
  place: Place = "nowhere";

  /** Failures in a row. */
  failures = 0;
  /** What was asked for since the last run began. */
  asked: readonly Trigger[] = [];
  /** Why the queue itself would run it again: it is told only if nobody asked. */
  own: Trigger | undefined;
  /** While it runs: the earliest time that was asked for meanwhile. */
  askedFor: number | undefined;

  dueAt = 0;
  heapIndex = -1;

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

  /** Hands out the triggers that ride along with a run that begins now. */
  takeTriggers(): readonly Trigger[] {
    const triggers = this.asked.length || !this.own ? this.asked : [this.own];
    this.asked = [];
    this.own = undefined;
    return triggers;
  }
}
