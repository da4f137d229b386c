/** Stands in for `performance.now()` and `setInterval` until it is disposed of. */
export class FakeTime implements Disposable {
  readonly #real = { now: performance.now, setInterval, clearInterval };
  readonly #timers = new Map<number, { readonly every: number; next: number; run: () => void }>();
  #lastId = 0;
  now = 0;

  constructor() {
    performance.now = () => this.now;
    const set = (run: () => void, every: number) => {
      const id = ++this.#lastId;
      this.#timers.set(id, { every, run, next: this.now + every });
      return id;
    };
    Object.assign(globalThis, {
      setInterval: set,
      clearInterval: (id: number | undefined) => this.#timers.delete(id ?? 0),
    });
  }

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets milliseconds pass, one by one. */
  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end;) {
      this.now++;
      for (const timer of [...this.#timers.values()]) {
        if (timer.next > this.now) continue;
        timer.next += timer.every;
        timer.run();
      }
    }
  }

  [Symbol.dispose](): void {
    performance.now = this.#real.now;
    const { setInterval, clearInterval } = this.#real;
    Object.assign(globalThis, { setInterval, clearInterval });
  }
}
