import { messageOf } from "./redactor.ts";

/** Makes a text fit for a log: redacted, and cut at so many characters. */
export type CleanText = (text: string, limit: number) => string;

/** How large one line of the log can grow, whatever it is given. */
const limits = { depth: 6, items: 64, characters: 4096, keyCharacters: 256, total: 32_768 };

/** What JSON.stringify can take without surprise. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

interface Budget {
  left: number;
  readonly clean: CleanText;
  readonly above: Set<object>;
}

/**
 * Turns a value of any shape into plain data that is safe to log: no cycle, nothing that throws, bounded
 * in depth, width and size, and every text in it (keys too) cleaned. Methods such as toJSON are not called.
 */
export function plain(value: unknown, clean: CleanText): Plain {
  return walk(value, { left: limits.total, clean, above: new Set() });
}

function walk(value: unknown, budget: Budget): Plain {
  if (budget.left <= 0) return "…";
  const simple = scalar(value, budget);
  if (simple !== undefined) return simple;
  const object = value as object;
  if (budget.above.has(object)) return "(circular)";
  if (budget.above.size >= limits.depth) return "(too deep)";
  budget.above.add(object);
  try {
    return composite(object, budget);
  } catch {
    return "(unreadable)";
  } finally {
    budget.above.delete(object);
  }
}

/** Undefined for what is made of parts. */
function scalar(value: unknown, budget: Budget): Plain | undefined {
  budget.left -= 8;
  switch (typeof value) {
    case "string":
      return text(value, budget);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return text(String(value), budget);
    case "object":
      return value === null ? null : undefined;
    default:
      return value === undefined ? null : `(${typeof value})`;
  }
}

function composite(value: object, budget: Budget): Plain {
  if (value instanceof Error) return text(messageOf(value), budget);
  if (value instanceof Date) return Number.isNaN(+value) ? "(no date)" : value.toISOString();
  if (value instanceof URL) return text(value.href, budget);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return `(${value.byteLength} bytes)`;
  }
  if (Array.isArray(value) || value instanceof Set) return list(value, budget);
  return record(value instanceof Map ? value : properties(value), budget);
}

function list(values: Iterable<unknown>, budget: Budget): Plain[] {
  const found: Plain[] = [];
  for (const value of values) {
    if (found.length >= limits.items || budget.left <= 0) return [...found, "…"];
    found.push(walk(value, budget));
  }
  return found;
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

function record(entries: Iterable<readonly [unknown, unknown]>, budget: Budget): Plain {
  // Without a prototype, so that a key of that name is a key like any other.
  const found: { [key: string]: Plain } = Object.create(null);
  let count = 0;
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    if (count++ >= limits.items || budget.left <= 0) {
      found["…"] = "…";
      break;
    }
    const name = budget.clean(typeof key === "string" ? key : typeof key, limits.keyCharacters);
    budget.left -= name.length;
    found[name] = walk(value, budget);
  }
  return found;
}

function text(value: string, budget: Budget): string {
  const clean = budget.clean(value, Math.min(limits.characters, Math.max(0, budget.left)));
  budget.left -= clean.length;
  return clean;
}
