import { assert, assertEquals, assertThrows } from "@std/assert";
import * as yaml from "./mod.ts";

interface GoCase {
  readonly call: string;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
}

function written(source: string, options: yaml.EmitOptions): string {
  const writer = new yaml.NodeWriter(options);
  for (const document of yaml.documents(source, { comments: true })) writer.write(document);
  return writer.text;
}

const calls: Record<string, (input: string) => string> = {
  nodes: (input) => written(input, {}),
  compact: (input) => written(input, { indent: 2, compact: true }),
  json_v3: (input) => {
    const node = yaml.parseNode(input);
    return node ? yaml.encodeJson(yaml.decodeNode(node)) : "null";
  },
  json_v2: (input) => yaml.yamlToJson(input),
  json_v2_strict: (input) => yaml.yamlToJson(input, { strict: true }),
  sigs: yaml.jsonToYaml,
  json: (input) => yaml.encodeJson(yaml.decodeJson(input)),
};

/** What Go's libraries answer, recorded; `call` names the library and the way. */
const recorded: GoCase[] = JSON.parse(
  await Deno.readTextFile(new URL("testdata/go.json", import.meta.url)),
);

for (const call of Object.keys(calls)) {
  Deno.test(`${call} gives what Go gives, errors included`, () => {
    for (const { input, output, error } of recorded.filter((one) => one.call === call)) {
      let got: { output?: string; error?: string };
      try {
        got = { output: calls[call]!(input) };
      } catch (problem) {
        got = { error: (problem as Error).message };
      }
      assertEquals(
        got,
        error === undefined ? { output: output! } : { error },
        JSON.stringify(input),
      );
    }
  });
}

const table = new URL("../../../shared/corpus/tables/go-sigs.k8s.io_yaml.json", import.meta.url);
const tableIsHere = await Deno.stat(table).then(() => true, () => false);

Deno.test({
  name: "sigs.k8s.io/yaml's own cases come out equal",
  ignore: !tableIsHere,
  fn: async () => {
    for (const row of JSON.parse(await Deno.readTextFile(table))) {
      const { input, output, reverse } = row.case;
      if (row.test === "TestJSONToYAML") assertEquals(yaml.jsonToYaml(input), output);
      else {
        const json = yaml.yamlToJson(input);
        assertEquals(json, output);
        assertEquals(yaml.jsonToYaml(json), reverse ?? input);
      }
    }
  },
});

Deno.test("errors carry line and column", () => {
  const error = assertThrows(() => yaml.parseDocuments("a: 1\nb: [1,\n  }\n"), yaml.YamlError);
  assertEquals([error.line, error.column], [3, 3]);
});

Deno.test("nodes say where they stand", () => {
  const root = yaml.parseNode("a: 1\nb:\n  - x\n")!;
  const item = root.content[3]!.content[0]!;
  assertEquals([item.value, item.line, item.column], ["x", 3, 5]);
});

Deno.test("toJS() keeps __proto__ and constructor as data", () => {
  const value = yaml.toJS(yaml.parseNode("__proto__: {admin: true}\nconstructor: 1\n")!);
  assertEquals(Object.keys(value as object), ["__proto__", "constructor"]);
  assertEquals(({} as { admin?: boolean }).admin, undefined);
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
});

Deno.test("stringify() writes plain JavaScript as Kubernetes' tools do", () => {
  const text = yaml.stringify({ b: "yes", a: [1, 1.5, { c: null }], skipped: undefined });
  assertEquals(text, 'a:\n- 1\n- 1.5\n- c: null\nb: "yes"\n');
});

const hostile: [string, string, RegExp | undefined][] = [
  ["an alias bomb", bomb(), /excessive aliasing/],
  ["100,000 open brackets", "[".repeat(100_000), /max depth/],
  ["100,000 dashes", "- ".repeat(100_000), /max depth/],
  ["a scalar of 10 MiB", "a: " + "x".repeat(10 << 20), undefined],
  ["a number of 1 MiB", "a: " + "1".repeat(1 << 20), undefined],
  ["100,000 keys", Array.from({ length: 100_000 }, (_, i) => `k${i}: v`).join("\n"), undefined],
];

function bomb(): string {
  const lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"];
  for (let i = 1; i < 9; i++) {
    lines.push(`a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(",")}]`);
  }
  return lines.join("\n");
}

for (const [name, text, problem] of hostile) {
  Deno.test(`${name}: the right answer or a typed error, within seconds`, () => {
    const read = () => yaml.encodeYaml(yaml.decodeNode(yaml.parseNode(text)!));
    if (problem) assert(problem.test(assertThrows(read, yaml.YamlError).message));
    else assertEquals(read().length > text.length - 10, true);
  });
}
