/** Where in a text something secret stands: from the first number up to, not including, the second. */
export type Span = readonly [number, number];

/** How many characters are hashed to find what may begin at a place. */
const gram = 4;
const filterBits = 16;

/** The filter's slot of a hash (Fibonacci hashing: the upper bits of a product mix best). */
const slot = (hash: number) => Math.imul(hash, 0x9e3779b1) >>> (32 - filterBits);

/** Shifting by a byte a character leaves the last four in 32 bits: it rolls with one operation. */
const roll = (hash: number, code: number) => (hash << 8) ^ code;

function hashOf(pattern: string): number {
  let hash = 0;
  for (let i = 0; i < gram; i++) hash = roll(hash, pattern.charCodeAt(i));
  return hash;
}

/**
 * Finds any of thousands of strings in one pass over a text. The first four characters of each are
 * indexed; a small table of counts in front rules out nearly every place of an ordinary text.
 */
export class SecretIndex {
  readonly #counts = new Uint32Array(1 << filterBits);
  readonly #byHash = new Map<number, string[]>();

  /** Adds a string of at least four characters; the same one may be added by several owners. */
  add(pattern: string): void {
    const hash = hashOf(pattern);
    this.#counts[slot(hash)]!++;
    const known = this.#byHash.get(hash);
    if (known) known.push(pattern);
    else this.#byHash.set(hash, [pattern]);
  }

  /** Takes out one string that was added. */
  delete(pattern: string): void {
    const hash = hashOf(pattern);
    const known = this.#byHash.get(hash);
    const place = known?.indexOf(pattern) ?? -1;
    if (!known || place < 0) return;
    known.splice(place, 1);
    this.#counts[slot(hash)]!--;
    if (known.length === 0) this.#byHash.delete(hash);
  }

  /** Every place in the text that one of the strings covers; what overlaps is one span. */
  find(text: string): Span[] {
    const spans: Span[] = [];
    let hash = 0, from = -1, to = -1;
    for (let end = 0; end < text.length; end++) {
      hash = roll(hash, text.charCodeAt(end));
      if (end < gram - 1 || this.#counts[slot(hash)] === 0) continue;
      const start = end - gram + 1;
      const length = this.#longest(text, start, hash);
      if (length === 0) continue;
      if (start > to) {
        if (from >= 0) spans.push([from, to]);
        from = start;
      }
      to = Math.max(to, start + length);
    }
    if (from >= 0) spans.push([from, to]);
    return spans;
  }

  #longest(text: string, start: number, hash: number): number {
    let length = 0;
    for (const pattern of this.#byHash.get(hash) ?? []) {
      if (pattern.length > length && text.startsWith(pattern, start)) length = pattern.length;
    }
    return length;
  }
}
