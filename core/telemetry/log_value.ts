import { messageOf } from "./redactor.ts";

/** Makes a text fit for a log: redacted, and cut at so many characters. */
export type CleanText = (text: string, limit: number) => string;

/** How large one line of the log can grow, whatever it is given. */
const limits = { depth: 6, items: 64, characters: 4096, keyCharacters: 256, total: 32_768 };

/** What JSON.stringify can take without surprise. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/**
 * Turns a value of any shape into plain data that is safe to log: no cycle, nothing that throws, bounded
 * in depth, width and size, and every text in it (keys too) cleaned. Methods such as toJSON are not called.
 */
export function plain(value: unknown, clean: CleanText): Plain {
  return new Walk(clean).plain(value);
}

class Walk {
  readonly #clean: CleanText;
  #left = limits.total;
  readonly #above = new Set<object>();

  constructor(clean: CleanText) {
    this.#clean = clean;
  }

  plain(value: unknown): Plain {
    if (this.#left <= 0) return "…";
    this.#left -= 8;
    switch (typeof value) {
      case "string":
      case "bigint":
        return this.#text(String(value));
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "boolean":
        return value;
      case "undefined":
        return null;
      case "object":
        return value === null ? null : this.#object(value);
      default:
        return `(${typeof value})`;
    }
  }

  #object(value: object): Plain {
    if (this.#above.has(value)) return "(circular)";
    if (this.#above.size >= limits.depth) return "(too deep)";
    this.#above.add(value);
    try {
      return this.#composite(value);
    } catch {
      return "(unreadable)";
    } finally {
      this.#above.delete(value);
    }
  }

  #composite(value: object): Plain {
    if (value instanceof Error) return this.#text(messageOf(value));
    if (value instanceof Date) return Number.isNaN(+value) ? "(no date)" : value.toISOString();
    if (value instanceof URL) return this.#text(value.href);
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return `(${value.byteLength} bytes)`;
    }
    const found: Plain[] = [];
    if (Array.isArray(value) || value instanceof Set) {
      for (const item of value) {
        if (this.#full(found.length)) return [...found, "…"];
        found.push(this.plain(item));
      }
      return found;
    }
    return this.#record(value instanceof Map ? value : properties(value));
  }

  #record(entries: Iterable<readonly [unknown, unknown]>): Plain {
    // Without a prototype, so that a key of that name is a key like any other.
    const found: { [key: string]: Plain } = Object.create(null);
    let count = 0;
    for (const [key, value] of entries) {
      if (value === undefined) continue;
      if (this.#full(count++)) return Object.assign(found, { "…": "…" });
      const name = this.#clean(typeof key === "string" ? key : typeof key, limits.keyCharacters);
      this.#left -= name.length;
      found[name] = this.plain(value);
    }
    return found;
  }

  #full(count: number): boolean {
    return count >= limits.items || this.#left <= 0;
  }

  #text(value: string): string {
    const clean = this.#clean(value, Math.min(limits.characters, Math.max(0, this.#left)));
    this.#left -= clean.length;
    return clean;
  }
}

/** Reads one property after the other: a getter that throws spoils its own alone. */
function* properties(value: object): Iterable<readonly [string, unknown]> {
  for (const key of Object.keys(value)) yield [key, property(value, key)];
}

/** The property's value, or a word in its place if reading it throws. */
export function property(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return "(unreadable)";
  }
}
