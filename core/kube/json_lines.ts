/** The largest line that is taken, in characters: an event of the API server is at most a few MiB. */
const longest = 64 * 1024 * 1024;

/**
 * Parses a stream of JSON values, one a line, wherever the chunks are cut. A last line without its end is dropped.
 * `onChunk` is told of every chunk as it comes. Throws where a line is no JSON, or endless.
 */
export async function* jsonLines(
  body: ReadableStream<Uint8Array>,
  onChunk: () => void = () => {},
): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    onChunk();
    const [first = "", ...more] = decoder.decode(chunk, { stream: true }).split("\n");
    const lines = [rest + first, ...more];
    rest = lines.pop()!;
    if (rest.length > longest) {
      throw new Error(`Cannot read the stream: a line is over ${longest} characters`);
    }
    for (const line of lines) if (line !== "") yield JSON.parse(line);
  }
}
