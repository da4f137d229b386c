/** How many may wait for one provider before more are refused. */
const most = 256;

/** One line for each provider: a slow one delays none but itself. */
export class Outbox {
  readonly #report: (error: unknown) => void;
  readonly #lines = new Map<string, { waiting: number; last: Promise<void> }>();
  #closed = false;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Puts work at the end of a line; false where the line is full. */
  post(name: string, work: () => Promise<void>): boolean {
    const line = this.#lines.get(name) ?? { waiting: 0, last: Promise.resolve() };
    if (this.#closed || line.waiting >= most) return false;
    line.waiting++;
    line.last = line.last.then(work).catch(this.#report).finally(() => {
      if (--line.waiting === 0) this.#lines.delete(name);
    });
    this.#lines.set(name, line);
    return true;
  }

  /** Settles when all lines are empty. */
  async idle(): Promise<void> {
    while (this.#lines.size > 0) {
      await Promise.all([...this.#lines.values()].map(({ last }) => last));
    }
  }

  /** Takes nothing more. */
  close(): void {
    this.#closed = true;
  }
}
