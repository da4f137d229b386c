import type { Entry } from "./entry.ts";
import { Fifo, type Linked } from "./fifo.ts";
import { priorities } from "./trigger.ts";

/** What of one namespace waits with one priority. It stands in the ring of that priority. */
class Lane implements Linked<Lane> {
  readonly entries = new Fifo<Entry>();
  /** Since when it has waited for its turn, on the monotonic clock. */
  since = 0;
  before: Lane | undefined;
  after: Lane | undefined;
  list: Fifo<Lane> | undefined;
}

interface Tenant {
  readonly lanes: readonly Lane[];
  running: number;
}

export interface ReadyOptions {
  /** How many workers one namespace may hold at once. */
  readonly perNamespace: number;
  /** How long something waits until what is more urgent no longer always goes first. */
  readonly agesAfterMs: number;
  /** From then on every how many turns is for the less urgent. */
  readonly agedTurn: number;
}

/**
 * What waits for a worker, in a fair order: the most urgent priority first; inside it the namespaces
 * take turns; inside a namespace, first come, first served. A priority whose turn has not come for
 * long gets a share of the turns, so that nothing starves while something more urgent never ends.
 * Every operation takes the same time, however much waits.
 */
export class Ready {
  readonly #options: ReadyOptions;
  readonly #rings = priorities.map(() => new Fifo<Lane>());
  readonly #tenants = new Map<string, Tenant>();
  #turn = 0;

  constructor(options: ReadyOptions) {
    this.#options = options;
  }

  /** Puts an entry at the end of the lane of its namespace and rank. */
  push(entry: Entry): void {
    const tenant = this.#tenant(entry.key.namespace);
    const lane = tenant.lanes[entry.rank]!;
    lane.entries.push(entry);
    if (!lane.list && tenant.running < this.#options.perNamespace) this.#queue(lane, entry.rank);
  }

  /** Takes out an entry that waits here. */
  remove(entry: Entry): void {
    const tenant = this.#tenant(entry.key.namespace);
    this.#takeOut(entry, tenant);
    this.#forget(entry.key.namespace, tenant);
  }

  /** Gives the next entry to a worker, which must `release` its namespace afterwards. */
  take(now: number): Entry | undefined {
    const lane = this.#choose(now)?.first;
    const entry = lane?.entries.first;
    if (lane === undefined || entry === undefined) return undefined;
    const tenant = this.#tenant(entry.key.namespace);
    this.#takeOut(entry, tenant);
    lane.list?.remove(lane);
    if (lane.entries.first) this.#queue(lane, entry.rank);
    tenant.running++;
    if (tenant.running >= this.#options.perNamespace) {
      for (const lane of tenant.lanes) lane.list?.remove(lane);
    }
    return entry;
  }

  /** A worker is done with an entry of that namespace. */
  release(namespace: string): void {
    const tenant = this.#tenant(namespace);
    tenant.running--;
    tenant.lanes.forEach((lane, rank) => {
      if (lane.entries.first && !lane.list) this.#queue(lane, rank);
    });
    this.#forget(namespace, tenant);
  }

  /** The most urgent priority, or, on every so many turns, the one that has waited too long. */
  #choose(now: number): Fifo<Lane> | undefined {
    const urgent = this.#rings.findIndex((ring) => ring.first);
    if (urgent < 0) return undefined;
    let oldest = now - this.#options.agesAfterMs;
    let aged: Fifo<Lane> | undefined;
    for (const ring of this.#rings.slice(urgent + 1)) {
      if (!ring.first || ring.first.since > oldest) continue;
      oldest = ring.first.since;
      aged = ring;
    }
    if (aged === undefined) return this.#rings[urgent];
    this.#turn = (this.#turn + 1) % this.#options.agedTurn;
    return this.#turn === 0 ? aged : this.#rings[urgent];
  }

  #queue(lane: Lane, rank: number): void {
    lane.since = lane.entries.first?.readyAt ?? 0;
    this.#rings[rank]!.push(lane);
  }

  #takeOut(entry: Entry, tenant: Tenant): void {
    const lane = tenant.lanes[entry.rank]!;
    lane.entries.remove(entry);
    if (!lane.entries.first) lane.list?.remove(lane);
  }

  #tenant(namespace: string): Tenant {
    const known = this.#tenants.get(namespace);
    if (known) return known;
    const tenant = { lanes: priorities.map(() => new Lane()), running: 0 };
    this.#tenants.set(namespace, tenant);
    return tenant;
  }

  #forget(namespace: string, tenant: Tenant): void {
    const idle = tenant.running === 0 && !tenant.lanes.some(({ entries }) => entries.first);
    if (idle) this.#tenants.delete(namespace);
  }
}
