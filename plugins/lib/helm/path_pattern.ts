/** One character of a class, or one that stands for itself; undefined where the pattern is bad. */
const member = (points: readonly string[], i: number): { c: string; next: number } | undefined => {
  const c = points[i];
  if (c === undefined || c === "-" || c === "]") return undefined;
  if (c !== "\\") return { c, next: i + 1 };
  const escaped = points[i + 1];
  return escaped === undefined ? undefined : { c: escaped, next: i + 2 };
};

/** The class that begins behind `[`, as a regular expression; undefined where it is bad. */
function readClass(
  points: readonly string[],
  from: number,
): { source: string; next: number } | undefined {
  let i = from;
  let source = "[";
  if (points[i] === "^") {
    source += "^";
    i++;
  }
  for (let ranges = 0;; ranges++) {
    if (points[i] === "]" && ranges > 0) return { source: `${source}]`, next: i + 1 };
    const low = member(points, i);
    if (!low) return undefined;
    const isRange = points[low.next] === "-";
    const high = isRange ? member(points, low.next + 1) : low;
    if (!high) return undefined;
    if (low.c <= high.c) source += `${escaped(low.c)}-${escaped(high.c)}`;
    i = high.next;
  }
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
/** A character in a class. */
const escaped = (c: string) => `\\u{${c.codePointAt(0)!.toString(16)}}`;

function translate(points: readonly string[]): string | undefined {
  let source = "";
  for (let i = 0; i < points.length;) {
    const c = points[i++]!;
    if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "[") {
      const read = readClass(points, i);
      if (!read) return undefined;
      source += read.source;
      i = read.next;
    } else if (c !== "\\") source += literal(c);
    else if (i === points.length) return undefined;
    else source += literal(points[i++]!);
  }
  return source;
}

/** Patterns of Go's filepath.Match: `*` and `?` stay in a folder, `[a-z]` and `[^a-z]` are classes. A bad one fits nothing. */
export function pathPattern(pattern: string): (path: string) => boolean {
  const source = translate([...pattern]);
  if (source === undefined) return () => false;
  const regex = new RegExp(`^${source}$`, "su");
  return (path) => regex.test(path);
}
