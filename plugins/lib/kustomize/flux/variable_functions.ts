type Apply = (value: string, args: readonly string[]) => string;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A piece of a text by bytes. */
function bytes(text: string, from: number, to?: number): string {
  return decoder.decode(encoder.encode(text).slice(from, to));
}

/** A whole number as Go's Atoi reads it. */
const integer = (text: string) => /^[-+]?\d+$/.test(text) ? Number(text) : undefined;

function slice(value: string, [start = "", count]: readonly string[]): string {
  const size = encoder.encode(value).length;
  let from = integer(start);
  if (from === undefined) return value;
  if (from < 0) from = Math.max(size + from, 0);
  if (count === undefined) return bytes(value, from);
  const length = integer(count);
  if (length === undefined) return value;
  if (from + length >= size) return bytes(value, from);
  return bytes(value, from, Math.max(from, from + length));
}

const first = (value: string) => Array.from(value)[0] ?? "";

/** A shell pattern with `*`, `?`, `[…]` and backslash; undefined where it is none. `*` crosses slashes. */
function glob(pattern: string): ((text: string) => boolean) | undefined {
  const steps: Step[] = [];
  const signs = Array.from(pattern);
  for (let i = 0; i < signs.length; i++) {
    const c = signs[i]!;
    if (c === "*") steps.push("star");
    else if (c === "?") steps.push(() => true);
    else if (c === "[") {
      const set = characterSet(signs, i + 1);
      if (set === undefined) return undefined;
      steps.push(set.fits);
      i = set.end;
    } else {
      const literal = c === "\\" ? signs[++i] : c;
      if (literal === undefined) return undefined;
      steps.push((one) => one === literal);
    }
  }
  return (text) => matchSteps(steps, Array.from(text));
}

type Step = "star" | ((c: string) => boolean);

function characterSet(
  signs: readonly string[],
  from: number,
): { fits: (c: string) => boolean; end: number } | undefined {
  let i = from;
  const negated = signs[i] === "^" || signs[i] === "!";
  if (negated) i++;
  const ranges: [string, string][] = [];
  for (; i < signs.length && (signs[i] !== "]" || ranges.length === 0); i++) {
    const low = signs[i] === "\\" ? signs[++i] : signs[i];
    let high = low;
    if (signs[i + 1] === "-" && signs[i + 2] !== undefined && signs[i + 2] !== "]") {
      i += 2;
      high = signs[i] === "\\" ? signs[++i] : signs[i];
    }
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  if (signs[i] !== "]") return undefined;
  return { fits: (c) => ranges.some(([low, high]) => c >= low && c <= high) !== negated, end: i };
}

/** Matches whole texts in time text × pattern: after a star only the last one is tried again. */
function matchSteps(steps: readonly Step[], text: readonly string[]): boolean {
  let [step, at, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    const current = steps[step];
    if (current === "star") {
      star = step++;
      mark = at;
    } else if (current !== undefined && current(text[at]!)) {
      step++;
      at++;
    } else if (star >= 0) {
      step = star + 1;
      at = ++mark;
    } else return false;
  }
  while (steps[step] === "star") step++;
  return step === steps.length;
}

/** Takes the shortest or longest beginning off that a pattern fits; never the empty one. */
function trim(value: string, pattern: string, longest: boolean): string {
  const fits = glob(pattern);
  if (fits === undefined) return value;
  const lengths = Array.from(
    { length: value.length },
    (_, i) => longest ? value.length - i : i + 1,
  );
  const found = lengths.find((length) => fits(value.slice(0, length)));
  return found === undefined ? value : value.slice(found);
}

const reversed = (text: string) => Array.from(text).reverse().join("");

function trimEnd(value: string, pattern: string, longest: boolean): string {
  return reversed(trim(reversed(value), reversed(pattern), longest));
}

const APPLY: Readonly<Record<string, Apply>> = {
  ",": (value) => first(value).toLowerCase() + value.slice(first(value).length),
  ",,": (value) => value.toLowerCase(),
  "^": (value) => first(value).toUpperCase() + value.slice(first(value).length),
  "^^": (value) => value.toUpperCase(),
  "#": (value, args) =>
    args.length === 0 ? String(encoder.encode(value).length) : trim(value, args[0]!, false),
  "##": (value, [pattern = ""]) => trim(value, pattern, true),
  "%": (value, [pattern = ""]) => trimEnd(value, pattern, false),
  "%%": (value, [pattern = ""]) => trimEnd(value, pattern, true),
  ":": slice,
  "/": (value, [from = "", to = ""]) => value.replace(from, () => to),
  "//": (value, [from = "", to = ""]) =>
    from === ""
      ? [to, ...Array.from(value, (c) => c + to)].join("")
      : value.replaceAll(from, () => to),
  "/#": (value, [from, to]) =>
    from !== undefined && to !== undefined && value.startsWith(from)
      ? to + value.slice(from.length)
      : value,
  "/%": (value, [from, to]) =>
    from !== undefined && to !== undefined && value.endsWith(from)
      ? value.slice(0, value.length - from.length) + to
      : value,
};

/** What an operator makes of a value; every other one, `:?` and `:+` too, is the default for an empty value. */
export function applyOperator(operator: string, value: string, args: readonly string[]): string {
  const apply = Object.hasOwn(APPLY, operator) ? APPLY[operator] : undefined;
  if (apply) return apply(value, args);
  return value === "" ? args.join("") : value;
}
