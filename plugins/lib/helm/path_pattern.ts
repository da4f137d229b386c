/** Patterns of Go's filepath.Match: `*` and `?` stay in a folder, `[a-z]` and `[^a-z]` are classes. */
export function pathPattern(pattern: string): (path: string) => boolean {
  let source = "";
  const points = [...pattern];
  for (let i = 0; i < points.length; i++) {
    const c = points[i]!;
    if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "[") {
      const end = points.indexOf("]", i + (points[i + 1] === "^" ? 3 : 2));
      if (end < 0) return () => false;
      source += `[${points.slice(i + 1, end).join("").replaceAll("[", "\\[")}]`;
      i = end;
    } else source += literal(c === "\\" ? points[++i] ?? "" : c);
  }
  try {
    const regex = new RegExp(`^${source}$`, "su");
    return (path) => regex.test(path);
  } catch {
    return () => false; // as Go, which calls the pattern bad
  }
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
