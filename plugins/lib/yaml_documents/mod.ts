/**
 * A text of several YAML documents, as kyaml takes it apart.
 *
 * @module
 */

/**
 * Splits a text at its `---` lines, which kyaml does before it reads YAML. `fail` is told of a line that says more than that.
 */
export function splitDocuments(source: string, fail: (message: string) => never): string[] {
  if (source === "") return [];
  const text = source.replaceAll("\r\n", "\n");
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/\n---.*(?=\n)/g)) {
    if (match.index < from) continue;
    const after = match[0].slice(4).trim();
    if (after !== "" && after[0] !== "#") {
      fail(`invalid document separator: ${match[0].trim()}`);
    }
    parts.push(text.slice(from, match.index) + "\n");
    from = match.index + match[0].length + 1;
  }
  parts.push(text.slice(from));
  return parts;
}
