import type { CallFolders } from "./folders.ts";
import type { Answered } from "./plugins.ts";

/** An answer with the scratch folder that it may refer to. */
export class HeldAnswer<A> implements Answered<A> {
  readonly answer: A;
  readonly #folders: CallFolders;

  constructor(answer: A, folders: CallFolders) {
    this.answer = answer;
    this.#folders = folders;
  }

  get scratch(): string {
    return this.#folders.scratch();
  }

  /** The same folder with another answer; of the two, one is to be disposed of. */
  with(answer: A): HeldAnswer<A> {
    return answer === this.answer ? this : new HeldAnswer(answer, this.#folders);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folders.release();
  }
}
