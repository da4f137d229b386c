/**
 * Which mutators of one kind are asked a second time: those whose policy is IfNeeded and after whom
 * another changed the object.
 */
export class Reinvocation {
  readonly #asked = new Set<string>();
  readonly #again = new Set<string>();

  /** Whether any mutator waits to be asked again. */
  get isNeeded(): boolean {
    return this.#again.size > 0;
  }

  /** Whether a mutator is asked in this pass: all in the first, those that wait in the second. */
  isAsked(id: string, isFirst: boolean): boolean {
    return isFirst || this.#again.has(id);
  }

  /** Remembers that a mutator was asked that may be asked again. */
  asked(id: string, policy: unknown): void {
    this.#again.delete(id);
    if (policy === "IfNeeded") this.#asked.add(id);
  }

  /** The object changed: those asked before have to see it. */
  changed(): void {
    for (const id of this.#asked) this.#again.add(id);
    this.#asked.clear();
  }
}
