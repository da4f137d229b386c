/** Lists in files, one JSON text a line: the plugin's side, which may take its time. */

/** A list of more than this many bytes travels as a file. */
export const MAX_INLINE = 64 * 1024;

/** Reads a whole list. */
export function readLines(path: string): unknown[] {
  const lines = Deno.readTextFileSync(path).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => JSON.parse(line));
}

/** Writes a list into a file of its own below `folder`, and gives the file's name. */
export function writeLines(folder: string, field: string, lines: readonly string[]): string {
  const name = `.${field}.jsonl`;
  const encoder = new TextEncoder();
  using file = Deno.openSync(`${folder}/${name}`, { write: true, create: true, truncate: true });
  for (let from = 0; from < lines.length; from += 256) {
    const bytes = encoder.encode(lines.slice(from, from + 256).join("\n") + "\n");
    for (let sent = 0; sent < bytes.length;) sent += file.writeSync(bytes.subarray(sent));
  }
  return name;
}
