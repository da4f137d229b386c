import { assertEquals } from "@std/assert";
import { parseDuration } from "./duration.ts";

const corpus = new URL("../../shared/corpus/tables/go-time.json", import.meta.url);
const absent = await Deno.stat(corpus).then(() => false, () => true);

const rows: readonly [string, number | undefined][] = [
  ["0", 0],
  ["5s", 5000],
  ["1h30m", 5_400_000],
  ["-1.5h", -5_400_000],
  ["+.5s", 500],
  ["1.s", 1000],
  ["100ns", 1e-4],
  ["2µs", 0.002],
  ["2μs", 0.002],
  ["292y", undefined],
  ["5", undefined],
  ["", undefined],
  ["-", undefined],
  [".s", undefined],
  ["1 s", undefined],
  ["9999999h", undefined],
  ["9223372036854775808ns", undefined],
];

for (const [text, ms] of rows) {
  Deno.test(`parseDuration() of ${JSON.stringify(text)} is ${ms}`, () => {
    assertEquals(parseDuration(text), ms);
  });
}

Deno.test({
  name: "parseDuration() refuses what Go's own tests say is no duration",
  ignore: absent,
  fn: async () => {
    const all = JSON.parse(await Deno.readTextFile(corpus)) as Row[];
    const wrong = all.filter(({ test }) => test === "TestParseDurationErrors");
    assertEquals(wrong.length > 20, true);
    assertEquals(wrong.filter((row) => parseDuration(row.case.in) !== undefined), []);
  },
});

interface Row {
  readonly test: string;
  readonly case: { readonly in: string };
}
