import { Buffer } from "node:buffer";
import { LRUCache } from "lru-cache";
import { formsOf, unmaskable } from "./secret_forms.ts";
import { SecretIndex, type Span } from "./secret_index.ts";
import { mask, maskShapes } from "./secret_shapes.ts";

interface RedactorOptions {
  /** How many secrets are remembered; the least recently learned are forgotten. Default 10,000. */
  readonly most?: number;
  /** How many characters all their forms may have. Default 16 Mi. */
  readonly mostCharacters?: number;
}

/** Takes secrets out of texts. */
export type Redactor = ReturnType<typeof createRedactor>;

/** The length of the largest value that is learned: beyond, learning it would stall the kernel. */
const largest = 2 ** 19;

/** No form of a piece of a secret is longer: what a cut leaves of it stands within so much of the end. */
const slack = 2048;

/** Makes a redactor that knows nothing yet but the shapes of secrets. */
export function createRedactor(options: RedactorOptions = {}) {
  const { most = 10_000, mostCharacters = 16 * 2 ** 20 } = options;
  const index = new SecretIndex();
  const known = new LRUCache<string, Set<string>>({
    max: most,
    maxSize: mostCharacters,
    sizeCalculation: (forms) => [...forms].reduce((sum, form) => sum + form.length, 1),
    dispose: (forms) => forms.forEach((form) => index.delete(form)),
  });
  /**
   * The text with all that was learned, and all that is secret by its shape, replaced by `***`. Of a
   * text longer than `limit` characters the beginning, with no half of a secret at its end.
   */
  const text = (text: string, limit = Infinity) => {
    if (text.length <= limit) return maskShapes(maskSpans(text, index.find(text)));
    // What begins before `kept` ends within the window, so no part of a secret is taken for none.
    const window = text.slice(0, limit + 2 * slack), kept = text.slice(0, limit + slack);
    return `${maskShapes(maskSpans(kept, index.find(window))).slice(0, limit)}…`;
  };
  return {
    text,
    /** The message of an error and of its causes, redacted. */
    error: (error: unknown) => text(messageOf(error)),
    /**
     * Remembers a secret. The answer says why it cannot be masked (too short, an ordinary word, too large), and is undefined
     * if it will be.
     */
    learn(secret: string | Uint8Array): string | undefined {
      const key = typeof secret === "string" ? secret : Buffer.from(secret).toString("latin1");
      if (key.length > largest) return "too large";
      const reason = unmaskable(key.trim());
      if (reason || known.get(key)) return reason;
      const forms = formsOf(secret);
      known.set(key, forms);
      if (!known.has(key)) return "too large";
      forms.forEach((form) => index.add(form));
      return undefined;
    },
  };
}

function maskSpans(text: string, spans: readonly Span[]): string {
  let masked = "", at = 0;
  for (const [from, to] of spans) {
    if (from >= text.length) break;
    masked += text.slice(at, from) + mask;
    at = to;
  }
  return masked + text.slice(at);
}

/** How many causes of an error are told. */
const deepest = 5;

/** The message of an error, followed by those of its causes that it does not hold already. */
export function messageOf(error: unknown): string {
  const messages: string[] = [];
  let one = error;
  for (let depth = 0; depth < deepest && one != null; depth++) {
    const message = one instanceof Error ? one.message || one.name : stringOf(one);
    if (!messages.some((said) => said.includes(message))) messages.push(message);
    one = one instanceof Error ? one.cause : undefined;
  }
  return messages.join(": ") || "unknown error";
}

function stringOf(value: unknown): string {
  try {
    const message: unknown = Object(value).message;
    return typeof message === "string" ? message : String(value);
  } catch {
    return "unreadable error";
  }
}
