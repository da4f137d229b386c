import { assertEquals } from "@std/assert";
import { formatDuration, parseDuration } from "./duration.ts";

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

Deno.test("formatDuration() prints as Go does", () => {
  const printed = [0, 250, 1500, 600_000, 3_600_000, 5_430_000, 1234.5678].map(formatDuration);
  assertEquals(printed, ["0s", "250ms", "1.5s", "10m0s", "1h0m0s", "1h30m30s", "1.234568s"]);
});
