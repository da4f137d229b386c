type Hear = (event: never) => unknown;

/**
 * Tells facts to whoever listens, and keeps none: the cluster's own state is the memory.
 *
 * Hearers are called synchronously, in the order they subscribed. A fact told by a hearer is delivered
 * when the one before it has reached everyone, so all hearers hear all facts in one order. Who
 * unsubscribes hears nothing from that moment on; who subscribes hears what is delivered after it.
 */
export class Bus<Events extends object> {
  readonly #hearers = new Map<keyof Events, Set<{ readonly hear: Hear }>>();
  readonly #report: (error: unknown, name: keyof Events) => void;
  readonly #told: (() => void)[] = [];
  #telling = false;

  /** `report` is told of a hearer that threw, or whose promise was rejected; it must not throw. */
  constructor(report: (error: unknown, name: keyof Events) => void) {
    this.#report = report;
  }

  /** Calls `hear` with every fact of that name until the answer is disposed. */
  on<Name extends keyof Events>(name: Name, hear: (event: Events[Name]) => unknown): Disposable {
    const hearers = this.#hearers.get(name) ?? new Set();
    const hearer = { hear };
    this.#hearers.set(name, hearers.add(hearer));
    return { [Symbol.dispose]: () => void hearers.delete(hearer) };
  }

  /** Tells a fact. No hearer can fail the teller: one that throws is reported and passed over. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    this.#told.push(() => this.#deliver(name, event));
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let deliver = this.#told.shift(); deliver; deliver = this.#told.shift()) deliver();
    } finally {
      this.#telling = false;
    }
  }

  #deliver<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    const failed = (error: unknown) => this.#report(error, name);
    const hearers = this.#hearers.get(name) ?? new Set();
    for (const hearer of [...hearers]) {
      if (!hearers.has(hearer)) continue; // one before it ended its hearing
      try {
        const answer = hearer.hear(event as never);
        if (answer instanceof Promise) answer.catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  }
}
