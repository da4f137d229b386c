/** Told of a hearer that threw, or whose promise was rejected; must not throw. */
export type ReportHearer<Events> = (error: unknown, name: keyof Events) => void;

interface Hearer<Event> {
  hear: ((event: Event) => unknown) | undefined;
}

type Hearers<Events> = { [Name in keyof Events]?: readonly Hearer<Events[Name]>[] };

/**
 * Tells facts to whoever listens, and keeps none: the cluster's own state is the memory.
 *
 * Hearers are called synchronously, in the order they subscribed. A fact told by a hearer is delivered
 * when the one before it has reached everyone, so all hearers hear all facts in one order. Who
 * unsubscribes hears nothing from that moment on; who subscribes hears what is delivered after it.
 */
export class Bus<Events extends object> {
  readonly #hearers: Hearers<Events> = {};
  readonly #report: ReportHearer<Events>;
  readonly #told: (() => void)[] = [];
  #telling = false;

  constructor(report: ReportHearer<Events>) {
    this.#report = report;
  }

  /** Calls `hear` with every fact of that name until the answer is disposed. */
  on<Name extends keyof Events>(name: Name, hear: (event: Events[Name]) => unknown): Disposable {
    const hearer: Hearer<Events[Name]> = { hear };
    this.#hearers[name] = [...this.#hearers[name] ?? [], hearer];
    return {
      [Symbol.dispose]: () => {
        hearer.hear = undefined;
        this.#hearers[name] = this.#hearers[name]?.filter((other) => other !== hearer) ?? [];
      },
    };
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
    for (const hearer of this.#hearers[name] ?? []) {
      try {
        const answer = hearer.hear?.(event);
        if (answer instanceof Promise) answer.catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  }
}
