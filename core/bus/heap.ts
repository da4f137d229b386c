/** What stands in a heap: when it is due, and its place, which the heap keeps (-1: nowhere). */
export interface Timed {
  dueAt: number;
  heapIndex: number;
}

/** The earliest first; what stands in it can be taken out or moved without a search. */
export class DueHeap<Item extends Timed> {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Takes the earliest out. */
  pop(): Item | undefined {
    const first = this.#items[0];
    if (first) this.remove(first);
    return first;
  }

  /** Takes an item out; nothing happens if it does not stand here. */
  remove(item: Item): void {
    const index = item.heapIndex;
    if (this.#items[index] !== item) return;
    const last = this.#items.pop()!;
    item.heapIndex = -1;
    if (last === item) return;
    this.#sink(last, index);
    this.#rise(last, last.heapIndex);
  }

  #rise(item: Item, from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#items[parent]!;
      if (above.dueAt <= item.dueAt) break;
      this.#put(above, index);
      index = parent;
    }
    this.#put(item, index);
  }

  #sink(item: Item, from: number): void {
    let index = from;
    while (true) {
      const left = this.#items[2 * index + 1], right = this.#items[2 * index + 2];
      if (left === undefined) break;
      const below = right !== undefined && right.dueAt < left.dueAt ? right : left;
      if (below.dueAt >= item.dueAt) break;
      const place = below.heapIndex;
      this.#put(below, index);
      index = place;
    }
    this.#put(item, index);
  }

  #put(item: Item, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }
}
