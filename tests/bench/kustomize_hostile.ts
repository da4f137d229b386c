const head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
const DEPTH = 100_000;
const MIB = 1 << 20;

/** Each level names the one below it ten times. */
const bomb = Array.from(
  { length: 12 },
  (_, i) => `  l${i}: &l${i} [${Array(10).fill(i === 0 ? "x" : `*l${i - 1}`).join(", ")}]\n`,
).join("");

const withData = (value: string) => ({ "over/a.yaml": `${head}data:\n  v: ${value}\n` });
const patched = (target: string) => ({
  "over/a.yaml": `${head.replace("name: a", `name: ${"a".repeat(50_000)}`)}data: {k: v}\n`,
  "over/kustomization.yaml":
    `resources: [a.yaml]\npatches:\n- target: ${target}\n  patch: '[{"op": "remove", "path": "/data"}]'\n`,
});

/** What nobody sends who means well: files of a tree, by what they are. */
export const HOSTILE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "bomb of aliases": { "over/a.yaml": `${head}data:\n${bomb}` },
  "bomb of aliases in a kustomization": {
    ...withData("1"),
    "over/kustomization.yaml": `resources: [a.yaml]\nmetadata:\n${bomb}`,
  },
  "plain scalar of 10 MiB": withData("x".repeat(10 * MIB)),
  "words of 10 MiB": withData("word ".repeat(2 * MIB)),
  "escapes of 10 MiB": withData(`"${"\\u00e9".repeat(10 * MIB / 6)}"`),
  "literal of 10 MiB": withData(`|\n${"    line of text\n".repeat(10 * MIB / 17)}`),
  "lists 100,000 deep": withData("[".repeat(DEPTH) + "]".repeat(DEPTH)),
  "mappings 100,000 deep": withData("{a: ".repeat(DEPTH) + "}".repeat(DEPTH)),
  "dashes 100,000 deep": withData(`\n    ${"- ".repeat(DEPTH)}x`),
  "pattern that backtracks": patched("{name: '(a+)+b'}"),
  "pattern of many choices": patched("{name: '(a|aa)+b'}"),
  "names that objects have": {
    "over/a.yaml": `${head}data:\n  __proto__: a\n  constructor: b\n  toString: c\n`,
    "over/kustomization.yaml": "resources: [a.yaml]\ncommonLabels: {__proto__: x}\n",
  },
};
