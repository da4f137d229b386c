import { systemClock } from "../bus/mod.ts";

interface Due {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly work: () => void;
}

/** Work for later, on one timer: nearly all of it is called off, and a timer for each would cost more than the call it limits. */
export class Deadlines {
  readonly #due = new Set<Due>();
  #cancel = () => {};
  #wakesAt = Infinity;

  /** Does the work after so many milliseconds, unless it is called off by what this gives, or all is stopped. */
  after(ms: number, work: () => void): () => void {
    const due = { at: systemClock.monotonic() + ms, work };
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
    this.#cancel = systemClock.after(Math.max(0, at - systemClock.monotonic()), () => this.#wake());
  }

  #wake(): void {
    this.#wakesAt = Infinity;
    const now = systemClock.monotonic();
    for (const due of this.#due) {
      if (due.at > now) continue;
      this.#due.delete(due);
      due.work();
    }
    const next = Math.min(...[...this.#due].map(({ at }) => at));
    if (next < this.#wakesAt) this.#wakeAt(next);
  }
}
