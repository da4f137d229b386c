import type { Mark } from "./errors.ts";
import type { Node } from "./node.ts";
import { type PendingComment, T } from "./tokens.ts";

const foot = (node: Node | undefined) => node?.comments?.foot ?? "";

function setComments(node: Node, head: string, line: string, foot: string): void {
  node.comments = head || line || foot ? { head, line, foot } : undefined;
}

function setFoot(node: Node, text: string): void {
  setComments(node, node.comments?.head ?? "", node.comments?.line ?? "", text);
}

/** Comments on their way from the scanner to the node that gets them, as yaml.v3 passes them on. */
export class CommentShelf {
  readonly #pending: readonly PendingComment[];
  #passed = 0;
  #head = "";
  #line = "";
  #foot = "";
  #stem = "";

  constructor(pending: readonly PendingComment[]) {
    this.#pending = pending;
  }

  get headLength(): number {
    return this.#head.length;
  }

  /** Takes over the comments that belong before `token`. */
  unfold(token: Mark & { readonly kind: number }): void {
    for (; this.#passed < this.#pending.length; this.#passed++) {
      const comment = this.#pending[this.#passed]!;
      if (token.index < comment.token.index) return;
      if (comment.head !== "") {
        if (token.kind === T.blockEnd) return;
        this.#head += (this.#head && "\n") + comment.head;
      }
      if (comment.foot !== "") this.#foot += (this.#foot && "\n") + comment.foot;
      if (comment.line !== "") this.#line += (this.#line && "\n") + comment.line;
    }
  }

  #clear(): void {
    this.#head =
      this.#line =
      this.#foot =
      this.#stem =
        "";
  }

  /** Gives the node what has been read; at the end of a collection its own head stays. */
  take(node: Node, atEnd = false): void {
    setComments(node, atEnd ? node.comments?.head ?? "" : this.#head, this.#line, this.#foot);
    this.#clear();
  }

  /** Comments before a dash belong to the collection in the item, not to its first key. */
  splitStem(length: number): void {
    if (length === 0) return;
    this.#stem = this.#head.slice(0, length);
    this.#head = this.#head.slice(length + 1);
  }

  /** Gives a block collection the comments that stood before its dash. */
  takeStem(node: Node): void {
    if (this.#stem === "") return;
    setComments(node, this.#stem, "", "");
    this.#stem = "";
  }

  /** The foot of a block mapping is its last key's. */
  endMapping(node: Node): void {
    this.take(node, true);
    const text = foot(node);
    const last = node.content.at(-2);
    if (text === "" || last === undefined) return;
    setFoot(last, text);
    setFoot(node, "");
  }

  /** Comments that an empty line parts from the first node belong to the document. */
  takeDocumentHead(document: Node): void {
    const text = this.#head;
    for (let i = text.length - 1; i > 0; i--) {
      if (text[i] !== "\n") continue;
      if (i !== text.length - 1 && text[i - 1] !== "\n") continue;
      this.#head = text.slice(i + 1);
      setComments(document, text.slice(0, i === text.length - 1 ? i : i - 1), "", "");
      return;
    }
  }

  /** What is left at the end of a document is its foot. */
  takeDocumentFoot(document: Node): void {
    const text = this.#foot || this.#head;
    this.#clear();
    setFoot(document, text);
  }
}

/** A foot before a key belongs to the key above it. */
export function moveFeet(mapping: Node, key: Node, value: Node): void {
  const above = mapping.content.at(-2);
  if (above && foot(key) !== "") {
    setFoot(above, foot(key));
    setFoot(key, "");
  }
  moveValueFoot(key, value);
}

/** The foot of a value stands with its key. */
export function moveValueFoot(key: Node, value: Node): void {
  if (foot(key) !== "" || foot(value) === "") return;
  setFoot(key, foot(value));
  setFoot(value, "");
}
