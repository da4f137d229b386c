/** What stands in a list carries its own links, so that it is taken out of the middle without a search. */
export interface Linked<Item extends Linked<Item>> {
  before: Item | undefined;
  after: Item | undefined;
  /** The list it stands in now. */
  list: Fifo<Item> | undefined;
}

/** First in, first out, without memory of its own for each item. */
export class Fifo<Item extends Linked<Item>> {
  #first: Item | undefined;
  #last: Item | undefined;

  get first(): Item | undefined {
    return this.#first;
  }

  /** Puts an item at the end. */
  push(item: Item): void {
    item.before = this.#last;
    item.after = undefined;
    item.list = this;
    if (this.#last) this.#last.after = item;
    else this.#first = item;
    this.#last = item;
  }

  /** Takes an item out; nothing happens if it does not stand here. */
  remove(item: Item): void {
    if (item.list !== this) return;
    if (item.before) item.before.after = item.after;
    else this.#first = item.after;
    if (item.after) item.after.before = item.before;
    else this.#last = item.before;
    item.before = item.after = item.list = undefined;
  }
}
