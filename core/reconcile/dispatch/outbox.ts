import type { Clock } from "../../bus/mod.ts";

/** How many may wait for one provider before more are refused. */
const most = 256;
/** What takes longer than this, in ms, no longer holds up what comes after it. */
const patienceMs = 1000;

/** One line for each provider, in order: a slow one delays none but itself. */
export class Outbox {
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  readonly #lines = new Map<string, { waiting: number; last: Promise<void> }>();
  readonly #open = new Set<Promise<void>>();
  #closed = false;

  constructor(clock: Clock, report: (error: unknown) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Puts work at the end of a line; false where the line is full. */
  post(name: string, work: () => Promise<void>): boolean {
    const line = this.#lines.get(name) ?? { waiting: 0, last: Promise.resolve() };
    if (this.#closed || line.waiting >= most) return false;
    line.waiting++;
    this.#lines.set(name, line);
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = line.last.then(() => {
      const forget = this.#clock.after(patienceMs, resolve);
      return work().catch(this.#report).finally(forget);
    }).finally(() => {
      resolve();
      this.#open.delete(run);
      if (--line.waiting === 0) this.#lines.delete(name);
    });
    this.#open.add(run);
    line.last = promise;
    return true;
  }

  /** Settles when nothing is on its way any more. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  /** Takes nothing more. */
  close(): void {
    this.#closed = true;
  }
}
