import { anyName } from "../resources.ts";
import { addFile, type Feature, indent, item, type Scene } from "./scene.ts";

const LITERALS = [
  ...["a=b", "a=new", "b='q'", 'c="d q"', "x=y=z", "n=1", "e=", "'quoted=whole'", "u=é😀", "t=<&>"],
  ...["multi=one\\ntwo", "s= spaced ", "dotted.key-1_x=v", "y=yes", "long=" + "w ".repeat(60)],
];
const BAD_LITERALS = ["novalue", "=empty", "bad key=v", "a b=c"];
const ENVS = [
  "ONE=1\n# note\nTWO=a b\nTHREE\n",
  "A=b\r\nB=c\r\n",
  "\uFEFFX=1\n\nY='q'\nZ=\"r\"\n",
  "  LEAD=x\nTRAIL=x  \nEQ=a=b\n",
  "a=from-env\n#c\n",
];
const CONTENTS: readonly (string | Uint8Array)[] = [
  "text\n",
  "a\nb\n",
  "no end",
  "tab\there\n",
  "",
  "trailing \nspace\n",
  "\n\nleading\n",
  "crlf\r\nline\r\n",
  "  indented\nthen not\n",
  '{"json": [1, 2], "s": "x"}\n',
  "unicode é 😀\n",
  "ctl \u0001\u007f\n",
  "# comment\nkey: value\n",
  "x".repeat(200),
  "long words ".repeat(30) + "\n",
  new Uint8Array([0, 255, 254, 10, 1, 2, 3]),
  Uint8Array.from({ length: 300 }, (_, i) => i % 256),
];

function entries(scene: Scene): string {
  const { random } = scene;
  const lines: string[] = [];
  const literals = random.many(
    random.below(3),
    () => JSON.stringify(random.pick(random.chance(0.97) ? LITERALS : BAD_LITERALS)),
  );
  if (literals.length > 0) lines.push(`literals:\n${literals.map((one) => `- ${one}\n`).join("")}`);
  if (random.chance(0.3)) {
    const path = addFile(scene, "some.env", random.pick(ENVS));
    lines.push(random.chance(0.8) ? `envs: [${path}]\n` : `env: ${path}\n`);
  }
  if (random.chance(0.4)) {
    const path = addFile(
      scene,
      random.pick(["file.txt", "data.json", "b.bin"]),
      random.pick(CONTENTS),
    );
    lines.push(`files: [${random.pick([path, `key=${path}`, `k.e-y_1=${path}`])}]\n`);
  }
  return lines.join("");
}

const options = ({ random }: Scene) =>
  random.pick([
    "",
    "",
    "disableNameSuffixHash: true\n",
    "disableNameSuffixHash: false\n",
    "labels: {g: h, app: gen}\n",
    "annotations: {note: generated, n: '1'}\n",
    "immutable: true\n",
    "labels: {g: h}\nannotations: {a: b}\ndisableNameSuffixHash: true\n",
  ]);

const generator = (field: "configMapGenerator" | "secretGenerator"): Feature => (scene) => {
  const { random } = scene;
  const kind = field === "secretGenerator" ? "Secret" : "ConfigMap";
  const known = scene.made.filter((one) => one.kind === kind && one.name.startsWith("gen"));
  const merges = known.length > 0 ? random.chance(0.5) : random.chance(0.03);
  const name = merges
    ? known.length > 0 ? random.pick(known).name : anyName(random)
    : `gen${known.length}${random.chance(0.9) ? scene.folder : ""}`;
  if (!merges) scene.made.push({ apiVersion: "v1", kind, name, namespace: "" });
  const behavior = merges
    ? random.pick(["behavior: merge\n", "behavior: merge\n", "behavior: replace\n"])
    : random.pick(["", "", "behavior: create\n"]);
  const namespace = random.chance(0.05) ? `namespace: ${random.pick(["prod", "dev"])}\n` : "";
  const own = options(scene);
  const type = field === "secretGenerator" && random.chance(0.3)
    ? `type: ${random.pick(["Opaque", "kubernetes.io/tls", "example.com/x"])}\n`
    : "";
  const text = `name: ${name}\n${namespace}${behavior}${type}${entries(scene)}${
    own === "" ? "" : `options:\n${indent(own, 2)}`
  }`;
  return [{ field, items: item(text) }];
};

const generatorOptions: Feature = (scene) => {
  const value = options(scene);
  return value === ""
    ? []
    : [{ field: "generatorOptions", value: `\n${indent(value, 2)}`.trimEnd() }];
};

/** Generators of ConfigMaps and Secrets, and what they have in common. */
export const GENERATOR_FEATURES: readonly Feature[] = [
  generator("configMapGenerator"),
  generator("configMapGenerator"),
  generator("secretGenerator"),
  generatorOptions,
];
