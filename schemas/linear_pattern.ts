import { RE2JS } from "re2js";

/** A longer text is tried on no pattern: RE2 takes up to 0.1 ms a character. */
const MOST_TEXT = 8192;
/** What all patterns of a schema may take together. */
const MOST_MS = 1000;

/** How long the patterns of a schema have been read and tried. */
export class Patience {
  #ms = 0;

  /** Throws an Error once a second is spent. */
  spend<T>(work: () => T): T {
    if (this.#ms > MOST_MS) throw new Error(`its patterns take over ${MOST_MS} ms`);
    const started = performance.now();
    try {
      return work();
    } finally {
      this.#ms += performance.now() - started;
    }
  }
}

/**
 * A pattern of RE2, whose time is in proportion to the text; as a RegExp, for that is what the checks of schemas ask. Throws what
 * RE2JS throws where it is no pattern, and an Error where a text is too long or patience is at an end.
 */
export class LinearPattern extends RegExp {
  readonly #pattern: string;
  readonly #expression: RE2JS;
  readonly #patience: Patience;

  constructor(pattern: string, patience: Patience) {
    super("");
    this.#pattern = pattern;
    this.#patience = patience;
    this.#expression = patience.spend(() => RE2JS.compile(RE2JS.translateRegExp(pattern)));
  }

  override test(text: string): boolean {
    if (text.length > MOST_TEXT) {
      throw new Error(`a text of ${text.length} characters has to match a pattern`);
    }
    return this.#patience.spend(() => this.#expression.matcher(text).find());
  }

  override toString(): string {
    return this.#pattern;
  }
}
