import { BinaryHeap } from "@std/data_structures/binary_heap";
import type { Entry } from "./entry.ts";

interface Due {
  readonly entry: Entry;
  readonly at: number;
}

/** An entry that was moved or called off stays in the heap, and is passed over there. */
const holds = ({ entry, at }: Due) => entry.place === "later" && entry.dueAt === at;
const byTime = (a: Due, b: Due) => a.at - b.at;

/** The entries that are due at a later time (`place` is `later`), the earliest first. */
export class Later {
  #heap = new BinaryHeap<Due>(byTime);

  /** `entries` is how many there may be at most: beyond twice that, what is passed over is thrown out. */
  push(entry: Entry, entries: number): void {
    this.#heap.push({ entry, at: entry.dueAt });
    if (this.#heap.length <= 64 + 2 * entries) return;
    const held = this.#heap.toArray().filter(holds);
    this.#heap = new BinaryHeap<Due>(byTime);
    held.forEach((due) => this.#heap.push(due));
  }

  get first(): Entry | undefined {
    for (let due = this.#heap.peek(); due; due = this.#heap.peek()) {
      if (holds(due)) return due.entry;
      this.#heap.pop();
    }
    return undefined;
  }
}
