import { assertEquals, assertRejects } from "@std/assert";
import { jsonLines } from "./json_lines.ts";

const bytes = new TextEncoder().encode('{"a":"ü€"}\n\n[1,2]\n"🙂"\n{"cut":');

function chunks(size: number): ReadableStream<Uint8Array> {
  return ReadableStream.from((function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  })());
}

Deno.test("jsonLines() gives the same values wherever the stream is cut, and drops an unended line", async () => {
  for (let size = 1; size <= bytes.length; size++) {
    assertEquals(await Array.fromAsync(jsonLines(chunks(size))), [{ a: "ü€" }, [1, 2], "🙂"]);
  }
});

Deno.test("jsonLines() throws at a line that is no JSON", async () => {
  const stream = ReadableStream.from([new TextEncoder().encode("1\n}{\n2\n")]);
  await assertRejects(() => Array.fromAsync(jsonLines(stream)), SyntaxError);
});
