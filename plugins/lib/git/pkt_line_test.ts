import { assertEquals, assertThrows } from "@std/assert";
import { GitError } from "./errors.ts";
import fc from "fast-check";
import { DELIMITER, FLUSH, lineText, pktLine, pktLines, printable } from "./pkt_line.ts";
import { bytes, join } from "./testdata/packs.ts";

Deno.test("pktLines() reads what pktLine() wrote, with the specials between", () => {
  const text = [pktLine("command=fetch"), DELIMITER, pktLine("é"), FLUSH, "0002"].join("");
  const read = [...pktLines(bytes(text))].map((line) =>
    typeof line === "string" ? line : [lineText(line)]
  );
  assertEquals(read, [["command=fetch"], "delimiter", ["é"], "flush", "end"]);
});

Deno.test("pktLines() gives any texts back", () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 200 })), (texts) => {
    const lines = [...pktLines(join(...texts.map(pktLine)))];
    assertEquals(
      lines.map((line) => new TextDecoder().decode(line as Uint8Array)),
      texts.map((t) => `${t}\n`),
    );
  }));
});

const hostile: readonly (readonly [what: string, text: string])[] = [
  ["a length that is none", "zzzz"],
  ["a length of three", "0003"],
  ["a line that is cut off", "0009abc"],
  ["a length that is cut off", "00"],
  ["a page of HTML", "<html>"],
];

for (const [what, text] of hostile) {
  Deno.test(`pktLines() refuses ${what}`, () => {
    assertThrows(() => [...pktLines(bytes(text))], GitError);
  });
}

Deno.test("printable() takes out what would move a terminal's cursor, and is bounded", () => {
  assertEquals(printable("\u001b[2Jred\nalert"), "[2Jred alert");
  assertEquals(printable("x".repeat(1000)).length, 256);
});
