/** A map under another type: Go converts a named map to what a function takes, and both share what is in them. */
export class MapView extends Map<string, unknown> {
  readonly #of: Map<string, unknown>;

  constructor(of: Map<string, unknown>) {
    super();
    this.#of = of;
  }

  override get size(): number {
    return this.#of.size;
  }

  override get(key: string): unknown {
    return this.#of.get(key);
  }

  override has(key: string): boolean {
    return this.#of.has(key);
  }

  override set(key: string, value: unknown): this {
    this.#of.set(key, value);
    return this;
  }

  override delete(key: string): boolean {
    return this.#of.delete(key);
  }

  override clear(): void {
    this.#of.clear();
  }

  override keys(): MapIterator<string> {
    return this.#of.keys();
  }

  override values(): MapIterator<unknown> {
    return this.#of.values();
  }

  override entries(): MapIterator<[string, unknown]> {
    return this.#of.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.#of.entries();
  }

  override forEach(work: (value: unknown, key: string, map: Map<string, unknown>) => void): void {
    this.#of.forEach((value, key) => work(value, key, this));
  }
}
