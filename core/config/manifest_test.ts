import { assert, assertEquals } from "@std/assert";
import { checkConfig, readManifest, say } from "./mod.ts";
import { manifestRows } from "./testdata/bad_manifests.ts";

const head = "contract: 0\nname: x\nversion: 1.0.0\nkind: gate\n";

/** What its author reads, one line for each mistake. */
function told(text: string): readonly string[] {
  const read = readManifest(text, "plugin.yaml");
  return "problems" in read ? read.problems.map(say) : [];
}

/** What the operator reads of options, by a schema that the manifest's reader lets pass. */
function toldOfOptions(config: string, options: string): readonly string[] {
  const file = "/x/plugin.yaml", read = readManifest(`${head}config: ${config}\n`, file);
  assert("manifest" in read, JSON.stringify(read));
  const known = { manifest: read.manifest, folder: "/x", builtIn: false };
  const text = `plugins: { x: { use: x, config: ${options} } }\n`;
  const checked = checkConfig(text, { file: "sluice.yaml", manifests: new Map([["x", known]]) });
  return "problems" in checked ? checked.problems.map(say) : [];
}

/** Far more than it takes, and far less than for ever. */
function inTime<T>(work: () => T): T {
  const started = performance.now();
  const result = work();
  const took = performance.now() - started;
  assert(took < 10_000, `it took ${took} ms`);
  return result;
}

for (const { claim, text, says } of manifestRows) {
  Deno.test(`readManifest() tells that ${claim}`, () => {
    assertEquals(inTime(() => told(head + text)), says);
  });
}

Deno.test("readManifest() takes a schema that refers to what it defines, with patterns of RE2", () => {
  const text = `${head}config:
  $defs: { name: { type: string, pattern: "^(?:[a-z]+-)*[a-z]+$", default: a-b } }
  properties: { one: { $ref: "#/$defs/name" }, many: { items: { $ref: "#/$defs/name" } } }
  patternProperties: { "^x-[a-z]+$": { type: string } }
  additionalProperties: false
`;
  assertEquals(told(text), []);
});

Deno.test("checkConfig() tries an option on a pattern that would take V8 for ever, and says what is wrong", () => {
  const schema = '{ properties: { a: { type: string, pattern: "^(a+)+$" } } }';
  assertEquals(inTime(() => toldOfOptions(schema, `{ a: ${"a".repeat(8000)}! }`)), [
    'sluice.yaml:1:38: plugins.x.config.a: must match pattern "^(a+)+$"',
  ]);
  assertEquals(toldOfOptions(schema, "{ a: aaa }"), []);
});

Deno.test("checkConfig() does not try a text of a megabyte on a pattern", () => {
  const schema = '{ properties: { a: { pattern: "(.*)*x" } } }';
  assertEquals(inTime(() => toldOfOptions(schema, `{ a: ${"a".repeat(1_000_000)} }`)), [
    "sluice.yaml:1:33: plugins.x.config: cannot be checked by the schema of x: a text of 1000000 characters has to match a pattern",
  ]);
});

Deno.test("readManifest() gives up where a thousand patterns take too long together", () => {
  const slow = '{ pattern: "(a?){1000}a{1000}b" }';
  const schema = `{ properties: { a: { allOf: [${Array(1000).fill(slow).join()}] } } }`;
  const problems = inTime(() => told(`${head}config: ${schema}\n`));
  assert(problems[0]?.endsWith("(its patterns take over 1000 ms)"), problems[0]);
});

Deno.test("say() spells out what would steer a terminal", () => {
  const schema =
    '{ properties: { "\\e[2J\\u202e": { type: string } }, additionalProperties: false }';
  assertEquals(toldOfOptions(schema, "{ b: 1 }"), [
    "sluice.yaml:1:35: plugins.x.config.b: is not known here; known: \\u001b[2J\\u202e",
  ]);
});
