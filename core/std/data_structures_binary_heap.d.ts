/** The least first, by `compare`. */
export class BinaryHeap<T> {
  constructor(compare: (a: T, b: T) => number);
  static from<T>(items: Iterable<T>, options: { compare: (a: T, b: T) => number }): BinaryHeap<T>;
  readonly length: number;
  push(...items: T[]): number;
  peek(): T | undefined;
  pop(): T | undefined;
  /** In no order. */
  toArray(): T[];
}
