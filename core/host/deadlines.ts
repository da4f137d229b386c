/** How exact a deadline is. One timer serves all that are open; none runs while none is. */
const TICK_MS = 50;

/** Fires each deadline once, at most {@linkcode TICK_MS} late, unless it was called off. */
export class Deadlines {
  readonly #open = new Map<number, { readonly at: number; readonly fire: () => void }>();
  #lastId = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  add(inMs: number, fire: () => void): () => void {
    const id = ++this.#lastId;
    this.#open.set(id, { at: performance.now() + inMs, fire });
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    return () => {
      this.#open.delete(id);
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#open.clear();
  }

  #tick(): void {
    const now = performance.now();
    for (const [id, { at, fire }] of this.#open) {
      if (at > now) continue;
      this.#open.delete(id);
      fire();
    }
    if (this.#open.size === 0) this.stop();
  }
}
