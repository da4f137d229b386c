import { assertEquals, assertThrows } from "@std/assert";
import { GitError } from "./errors.ts";
import { applyDelta } from "./delta.ts";
import { bytes, copy, delta, insert, join } from "./testdata/packs.ts";

const base = bytes("the quick brown fox");
const apply = (made: Uint8Array, from = base) =>
  new TextDecoder().decode(applyDelta(from, made, 1 << 20));

Deno.test("applyDelta() copies from the base and puts new bytes in, in order", () => {
  const made = delta(base.length, 13, copy(4, 6), insert("red"), copy(15, 4));
  assertEquals(apply(made), "quick red fox");
});

Deno.test("applyDelta() copies 64 KiB where the size stands as nothing", () => {
  const large = new Uint8Array(0x10000).fill(97);
  const made = delta(large.length, 0x10000, Uint8Array.from([0x80]));
  assertEquals(apply(made, large).length, 0x10000);
});

const hostile: readonly (readonly [what: string, delta: Uint8Array, says: string])[] = [
  ["made for another base", delta(1, 1, insert("a")), "made for another base"],
  ["that makes too much", delta(base.length, 1 << 21), "the most is 1048576"],
  ["that copies from beyond the base", delta(base.length, 9, copy(15, 9)), "beyond its ends"],
  ["that makes more than it says", delta(base.length, 2, insert("abc")), "beyond its ends"],
  ["that makes less than it says", delta(base.length, 9, insert("abc")), "less than it says"],
  [
    "with a command that means nothing",
    delta(base.length, 1, Uint8Array.from([0])),
    "means nothing",
  ],
  ["that is cut off", delta(base.length, 5, Uint8Array.from([5, 97])), "beyond its ends"],
  ["without sizes", new Uint8Array(0), "no size"],
  ["with a size without end", new Uint8Array(20).fill(0xff), "no size"],
];

for (const [what, made, says] of hostile) {
  Deno.test(`applyDelta() refuses a delta ${what}`, () => {
    assertThrows(() => apply(join(new Uint8Array(made))), GitError, says);
  });
}
