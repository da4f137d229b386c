import { assertEquals } from "@std/assert";
import { cpuUsage } from "node:process";
import { build, KustomizeError, memoryFileSystem, toYaml } from "./mod.ts";

const head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

/** What is built of one resource, or the name and the text of the error. */
function outcome(resource: string, kustomization = ""): string {
  const files = memoryFileSystem({
    "a.yaml": resource,
    "kustomization.yaml": `resources: [a.yaml]\n${kustomization}`,
  });
  try {
    return toYaml(build(files, "/"));
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
}

/** Names it in the failure when a build takes longer than 5 s, of which a busy machine may not have given all. */
function inTime(work: () => void): void {
  const [start, used] = [performance.now(), cpuUsage()];
  work();
  const { user, system } = cpuUsage(used);
  const seconds = Math.min((performance.now() - start) / 1e3, (user + system) / 1e6);
  assertEquals(seconds < 5, true, `${seconds.toFixed(1)} s`);
}

const bomb = (levels: number, width: number) =>
  Array.from(
    { length: levels },
    (_, i) =>
      i === 0
        ? `  l0: &l0 [x, x, x, x, x, x, x, x, x]\n`
        : `  l${i}: &l${i} [${Array(width).fill(`*l${i - 1}`).join(", ")}]\n`,
  ).join("");

Deno.test("a bomb of aliases is refused", () => {
  inTime(() => {
    const got = outcome(`${head}data:\n${bomb(12, 10)}`);
    assertEquals(got.includes("excessive aliasing"), true, got.slice(0, 200));
  });
});

Deno.test("a bomb of aliases in a kustomization is refused", () => {
  inTime(() => {
    const got = outcome(head, `metadata:\n${bomb(12, 10)}`);
    assertEquals(got.includes("excessive aliasing"), true, got.slice(0, 200));
  });
});

Deno.test("a mapping that merges itself again and again is refused or built", () => {
  const merges = Array.from(
    { length: 40 },
    (_, i) =>
      i === 0 ? "  m0: &m0 {a: 1}\n" : `  m${i}: &m${i} {<<: [*m${i - 1}, *m${i - 1}], k${i}: 1}\n`,
  )
    .join("");
  inTime(() => void outcome(`${head}data:\n${merges}`));
});

Deno.test("an anchor that stands for itself is an error", () => {
  inTime(() => {
    const got = outcome(`${head}data:\n  a: &a [*a]\n`);
    assertEquals(/^(Kustomize|Malformed|Yaml)Error/.test(got), true, got.slice(0, 200));
  });
});

for (
  const [style, text] of Object.entries({
    plain: "x".repeat(10 << 20),
    words: "word ".repeat(2 << 20),
    quoted: `"${"\\u00e9".repeat(10 << 18)}"`,
    block: `|\n${"    line of text\n".repeat(600_000)}`,
  })
) {
  Deno.test(`a scalar of 10 MiB is built: ${style}`, () => {
    inTime(() => {
      const got = outcome(`${head}data:\n  v: ${text}\n`);
      assertEquals(got.startsWith("apiVersion: v1\ndata:\n"), true, got.slice(0, 200));
    });
  });
}

for (
  const [what, text] of Object.entries({
    lists: "[".repeat(100_000) + "]".repeat(100_000),
    mappings: "{a: ".repeat(100_000) + "}".repeat(100_000),
    blocks: "\n" + Array.from({ length: 11_000 }, (_, i) => `${" ".repeat(4 + i)}a:\n`).join(""),
    dashes: "\n    " + "- ".repeat(100_000) + "x",
  })
) {
  Deno.test(`nesting of 100,000 is refused with a typed error: ${what}`, () => {
    inTime(() => {
      const got = outcome(`${head}data:\n  v: ${text}\n`);
      assertEquals(/^(Kustomize|Malformed|Yaml)Error/.test(got), true, got.slice(0, 200));
    });
  });
}

Deno.test("a JSON patch that nests 100,000 deep is refused", () => {
  const patch = `[{"op": "add", "path": "/data", "value": ${"[".repeat(100_000)}${
    "]".repeat(100_000)
  }}]`;
  inTime(() => {
    const got = outcome(head, `patches:\n- target: {kind: ConfigMap}\n  patch: '${patch}'\n`);
    assertEquals(/^(Kustomize|Malformed|Yaml|Json)Error/.test(got), true, got.slice(0, 200));
  });
});

Deno.test("patterns that backtrack without end elsewhere match in linear time", () => {
  const name = "a".repeat(50_000);
  const selectors = ["(a+)+b", "(a|aa)+b", "(.*)*x", "a{0,900}b"];
  inTime(() => {
    for (const pattern of selectors) {
      const kustomization =
        `patches:\n- target: {name: '${pattern}'}\n  patch: '[{"op": "remove", "path": "/data"}]'\n`;
      const got = outcome(
        `${head.replace("name: a", `name: ${name}`)}data: {k: v}\n`,
        kustomization,
      );
      assertEquals(got.includes("k: v"), true, got.slice(0, 200));
    }
    const image =
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: ${name}}]}\n`;
    const got = outcome(image, "images: [{name: (a+)+b, newTag: x}]\n");
    assertEquals(got.includes(":x"), false);
  });
});

Deno.test("keys that objects have by themselves are keys like others", () => {
  const data = "data:\n  __proto__: a\n  constructor: b\n  hasOwnProperty: c\n  toString: d\n";
  const patch =
    "patches:\n- patch: |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a, labels: {__proto__: x}}\n    data: {__proto__: p, valueOf: q}\n";
  assertEquals(
    outcome(head + data, `${patch}commonAnnotations: {constructor: yy, __proto__: z}\n`),
    "apiVersion: v1\ndata:\n  __proto__: p\n  constructor: b\n  hasOwnProperty: c\n  toString: d\n" +
      "  valueOf: q\nkind: ConfigMap\nmetadata:\n  annotations:\n    __proto__: z\n    constructor: yy\n" +
      "  labels:\n    __proto__: x\n  name: a\n",
  );
  const wrong = outcome(head, "__proto__: {a: b}\nconstructor: 1\n");
  assertEquals(wrong, 'KustomizeError: invalid Kustomization: json: unknown field "__proto__"');
});

Deno.test("a kustomization that includes itself, and chains of bases, end", () => {
  const files: Record<string, string> = {
    "k0/kustomization.yaml": "resources: []\nnamePrefix: a\n",
  };
  for (let i = 1; i < 2000; i++) {
    files[`k${i}/kustomization.yaml`] = `resources: [../k${i - 1}]\n`;
  }
  inTime(() => {
    try {
      assertEquals(toYaml(build(memoryFileSystem(files), "/k1999")), "");
    } catch (error) {
      assertEquals(error instanceof KustomizeError, true, String(error).slice(0, 200));
    }
  });
});
