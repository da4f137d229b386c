import { assert, assertEquals } from "@std/assert";
import { decodeNode } from "./decode.ts";
import { parseNode } from "./documents.ts";
import { readPlain } from "./plain.ts";

/** What tokens and nodes give; undefined where they refuse the text. */
function read(text: string): unknown {
  try {
    const node = parseNode(text, { dialect: "v2" });
    return node && decodeNode(node, { dialect: "v2" });
  } catch {
    return undefined;
  }
}

const PLAIN = [
  "a: 1\nb: yes\nc: ~\nd:\ne: 0x1f\nf: 1e3\ng: 2001-01-01\nh: .5\ni: 12345678901234567890\n",
  "# head\n---\n# more\na: b # c\n\nb:\n  # in\n  c: d\n# foot\n",
  "a:\n- 1\n- b: c\n  d: e\n-\n- - x\n  - y\nf: g\n",
  "a:\n  - b\n  -   c: d\n      e: f\n",
  "a: one\n  two\n\n  three\nb: four # five\n",
  "a: 'it''s' # x\nb: \"q\\\"\\n\\t\"\nc: 'one\n  two\n\n  three '\n",
  "a: |\n  one\n   two\n\n  three\n\nb: |-\n  x\n\nc: |+\n  y\n\nd: >\n  a\n  b\n\n  c\n    d\n  e\n",
  "a: |\n  no break at the end",
  "a: |+\n  x\n\n\n",
  'a: {}\nb: []\nc: [1, two, "3", \'4\', [5, {six: 7}],]\nd: {"e": f, g: h i}\n',
  "a:\n  {}\nb:\n  text\nc:\n  [\n    x,\n    y\n  ]\n",
  "key with words: x\n1.2.3: y\n/path: z\n\"quoted\": 1\n'too': 2\n",
  "a: -1\nb: --flag\nc: :80\nd: http://x:80/y#z\ne: a,b\nf: x-y: z\n".replace("f: x-y: z\n", ""),
  "a: 1\na: 2\nb: 3\n",
  "  a: 1\n  b: 2\n",
  "- a\n- b: c\n",
  "{}",
  "[a, {b: c}]\n# foot\n",
  "a: |\n\n# next\nb: >-\nc: 1\n",
];

for (const text of PLAIN) {
  Deno.test(`readPlain() reads ${JSON.stringify(text.slice(0, 60))} as tokens and nodes are read`, () => {
    const value = readPlain(text, true);
    assert(value !== undefined);
    assertEquals(value as unknown, read(text));
  });
}

const OTHER = [
  "a: &x 1\nb: *x\n",
  "a: !!str 1\n",
  "<<: {a: 1}\n? a\n: b\n",
  "yes: 1\n",
  "1: 2\n",
  "a: b: c\n",
  "a: b\n   c: d\n",
  "a:\n\t- b\n",
  "a: 'x' y\n",
  "a: [b\n",
  "a: |2\n    x\n",
  "a: 1\n---\nb: 2\n",
  "just text\n",
  "a: 1\n b: 2\n",
  "- a\nb: c\n",
  'a: "\\x41"\n',
  "a: .inf\n",
  "",
];

for (const text of OTHER) {
  Deno.test(`readPlain() leaves ${JSON.stringify(text)} to who reads all of YAML`, () => {
    assertEquals(readPlain(text), undefined);
  });
}

/** Lines that may stand below each other in any way. */
const LINES = [
  ..."a: b|b:|c: |-|- x|- y: z|-|'q': \"r\"|d: >+|text|# note|e: [1, {f: g}]|h: 'one|two'|i: j # k|- - l"
    .split(
      "|",
    ),
  "",
];

Deno.test("readPlain() never gives another value than tokens and nodes do, whatever stands below each other", () => {
  let state = 7;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  let readable = 0;
  for (let i = 0; i < 60_000; i++) {
    const lines = Array.from(
      { length: 1 + random(6) },
      () => " ".repeat(random(4)) + LINES[random(LINES.length)],
    );
    const text = lines.join("\n") + (random(4) === 0 ? "" : "\n");
    const value = readPlain(text, true);
    if (value === undefined) continue;
    readable++;
    assertEquals(value as unknown, read(text), text);
  }
  assert(readable > 500);
});

Deno.test("readPlain() makes numbers of integers unless they are kept", () => {
  assertEquals(readPlain("a: 1\n"), new Map([["a", 1]]));
  assertEquals(readPlain("a: 1\n", true), new Map([["a", 1n]]));
});
