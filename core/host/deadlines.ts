import { type Clock, systemClock } from "../bus/mod.ts";

interface Due {
  readonly at: number;
  readonly work: () => void;
}

/** Work for later, on one timer: nearly all of it is called off, and a timer for each would cost more than the call it limits. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #due = new Set<Due>();
  #cancel = () => {};
  #wakesAt = Infinity;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Does the work after so many milliseconds, unless it is called off by what this gives, or all is stopped. */
  after(ms: number, work: () => void): () => void {
    const due = { at: this.#clock.monotonic() + ms, work };
    this.#due.add(due);
    if (due.at < this.#wakesAt) this.#wakeAt(due.at);
    return () => void this.#due.delete(due);
  }

  /** Nothing is done any more. */
  stop(): void {
    this.#cancel();
    this.#wakesAt = -Infinity;
  }

  #wakeAt(at: number): void {
    this.#cancel();
    this.#wakesAt = at;
    this.#cancel = this.#clock.after(at - this.#clock.monotonic(), () => this.#wake());
  }

  #wake(): void {
    this.#wakesAt = Infinity;
    const now = this.#clock.monotonic();
    const over = [...this.#due].filter(({ at }) => at <= now);
    for (const due of over) if (this.#due.delete(due)) due.work();
    const next = Math.min(...[...this.#due].map(({ at }) => at));
    if (next < this.#wakesAt) this.#wakeAt(next);
  }
}
