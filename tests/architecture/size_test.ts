import { assert, assertEquals } from "@std/assert";
import { type FunctionSize, functionSizes, root, type Source, sources } from "./tree.ts";

/** Tables and generated data count for no budget: their path says what they are. */
const isData = ({ path }: Source) =>
  /\/(tables|generated|testdata)\/|\.d\.ts$|_table\.ts$/.test(path);
const isTest = ({ path }: Source) => /_test\.tsx?$/.test(path);
const everything = (await sources("core", "plugins", "schemas", "tests")).filter((f) => !isData(f));
const product = everything.filter((f) => !isTest(f) && !f.path.startsWith("tests/"));
const lines = ({ text }: Source) => text.split("\n").length - 1;

function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? 0;
}

function total(files: readonly Source[]): number {
  return files.reduce((sum, file) => sum + lines(file), 0);
}

Deno.test("no file is longer than 400 lines, the median than 80, the 90th percentile than 220", () => {
  assertEquals(everything.filter((f) => lines(f) > 400).map((f) => `${f.path}: ${lines(f)}`), []);
  assert(percentile(product.map(lines), 50) <= 80, `median ${percentile(product.map(lines), 50)}`);
  assert(percentile(product.map(lines), 90) <= 220, `p90 ${percentile(product.map(lines), 90)}`);
});

Deno.test("no function is longer than 60 lines, the 90th percentile than 35", () => {
  const sizes = product.flatMap(functionSizes);
  const say = (f: FunctionSize) => `${f.path}:${f.line} ${f.lines} lines: ${f.name}`;
  assertEquals(sizes.filter((f) => f.lines > 60).map(say), []);
  assert(percentile(sizes.map((f) => f.lines), 90) <= 35);
});

/** The design's budget for core is 9,000 lines. It is overshot; until it is met, core at least does not grow. */
const coreNow = 19_887;

Deno.test("core without cli and yaml does not grow, and contract stays within 1,500 lines", () => {
  const core = product.filter(({ path }) =>
    /^core\/(?!cli\/|yaml\/|contract\/testing\/)/.test(path)
  );
  assert(total(core) <= coreNow, `core has ${total(core)} lines`);
  const contract = core.filter(({ path }) => path.startsWith("core/contract/"));
  assert(total(contract) <= 1500, `contract has ${total(contract)} lines`);
});

Deno.test("the top of the tree holds what the design names, and nothing else", async () => {
  const allowed = new Set([
    ...["core", "plugins", "schemas", "tests", "deno.json", "import_map.json", "Dockerfile"],
    ...["README.md", "LICENSE", "deno.lock"],
  ]);
  const wrong: string[] = [];
  for await (const { name } of Deno.readDir(root)) {
    if (!name.startsWith(".") && !allowed.has(name)) wrong.push(name);
  }
  assertEquals(wrong, []);
});

Deno.test("no file is called utils, helpers, common or manager", () => {
  const vague = everything.filter(({ path }) =>
    /(^|[/_])(utils?|helpers?|common)(\.|\/|_)|(^|\/)managers?(\.|\/)/.test(path)
  );
  assertEquals(vague.map(({ path }) => path), []);
});
