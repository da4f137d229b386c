/** The largest line that is taken: an event of the API server is at most a few MiB. */
const maxLineBytes = 64 * 1024 * 1024;
const newline = 10;

/**
 * Parses a stream of JSON values, one a line, wherever the chunks are cut. A last line without its end is dropped.
 * `onChunk` is told of every chunk as it comes. Throws where a line is no JSON, or endless.
 */
export async function* jsonLines(
  body: ReadableStream<Uint8Array>,
  onChunk: () => void = () => {},
): AsyncGenerator<unknown, void> {
  let parts: Uint8Array[] = [];
  let held = 0;
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    onChunk();
    let start = 0;
    for (let end; (end = chunk.indexOf(newline, start)) >= 0; start = end + 1) {
      const line = join(parts, chunk.subarray(start, end));
      parts = [];
      held = 0;
      if (line.length > 0) yield JSON.parse(decoder.decode(line));
    }
    if (start === chunk.length) continue;
    parts.push(chunk.subarray(start));
    held += chunk.length - start;
    if (held > maxLineBytes) {
      throw new Error(`Cannot read the stream: a line is over ${held} bytes`);
    }
  }
}

function join(parts: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  if (parts.length === 0) return last;
  const line = new Uint8Array(parts.reduce((sum, part) => sum + part.length, last.length));
  let at = 0;
  for (const part of [...parts, last]) {
    line.set(part, at);
    at += part.length;
  }
  return line;
}
