/** Patterns of gobwas/glob with `/` as the separator: `*` stays in a folder, `**` does not. */
export function compileGlob(pattern: string): (path: string) => boolean {
  const source = translate(pattern);
  if (source === undefined) return () => true;
  let regex: RegExp;
  try {
    regex = new RegExp(`^(?:${source})$`, "su");
  } catch {
    return () => true;
  }
  return (path) => regex.test(path);
}

const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** The pattern as a regular expression; undefined where it is malformed. */
function translate(pattern: string): string | undefined {
  let out = "";
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === "*") {
      const deep = pattern[i + 1] === "*";
      while (pattern[i + 1] === "*") i++;
      out += deep ? ".*" : "[^/]*";
    } else if (c === "?") out += "[^/]";
    else if (c === "\\") out += literal(pattern[++i] ?? "\\");
    else if (c === "[") {
      const end = pattern.indexOf("]", i + 2);
      if (end < 0) return undefined;
      const body = pattern.slice(i + 1, end).replace(/^!/, "^").replace(/[\\[]/g, "\\$&");
      out += `[${body}]`;
      i = end;
    } else if (c === "{") {
      depth++;
      out += "(?:";
    } else if (c === "}" && depth > 0) {
      depth--;
      out += ")";
    } else out += c === "," && depth > 0 ? "|" : literal(c);
  }
  return depth === 0 ? out : undefined;
}
