import { Random } from "./random.ts";
import { anyName, KINDS, oddScalar } from "./resources.ts";

/** Files of one kustomization tree, and the folder that is built. */
export interface Overlay {
  readonly files: Record<string, string | Uint8Array>;
  readonly target: string;
}

interface Made {
  readonly kind: string;
  readonly name: string;
}

/** A kustomization tree that a seed decides: a base, an overlay on it, and sometimes a component. */
export function makeOverlay(seed: number): Overlay {
  const random = new Random(seed);
  const files: Record<string, string> = {};
  const made = base(random, files);
  const options = random.many(1 + random.below(5), () => random.pick(OPTIONS));
  const text = new Map<string, string>();
  for (const option of new Set(options)) {
    for (const [key, value] of option(random, made, files)) text.set(key, value);
  }
  const resources = ["../base"];
  if (random.chance(0.3)) {
    files["over/extra.yaml"] = KINDS["ConfigMap"]!(random, `extra${random.below(3)}`);
    resources.push("extra.yaml");
  }
  if (random.chance(0.2)) {
    files["part/kustomization.yaml"] =
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -c\nconfigMapGenerator:\n- name: part\n  literals: [a=b]\n";
    text.set("components", "[../part]");
  }
  const fields = [...text].map(([key, value]) => `${key}: ${value}\n`);
  files["over/kustomization.yaml"] = `resources: [${resources.join(", ")}]\n${fields.join("")}`;
  return { files, target: "over" };
}

function base(random: Random, files: Record<string, string>): Made[] {
  const made: Made[] = [];
  const documents = random.many(1 + random.below(7), () => {
    const kind = random.pick(Object.keys(KINDS));
    const name = anyName(random);
    if (made.some((one) => one.kind === kind && one.name === name)) return "";
    made.push({ kind, name });
    return KINDS[kind]!(random, name);
  });
  files["base/all.yaml"] = documents.filter((one) => one !== "").join("---\n");
  const more = random.chance(0.3) ? `namePrefix: ${random.pick(["b-", '"1"'])}\n` : "";
  const generator = random.chance(0.4)
    ? `configMapGenerator:\n- name: ${anyName(random)}-gen\n  literals:\n  - a=${
      random.pick(["b", "'q'", "x=y", "1"])
    }\n  - long=${"z".repeat(random.below(90))}\n`
    : "";
  files["base/kustomization.yaml"] = `resources: [all.yaml]\n${more}${generator}`;
  return made;
}

type Option = (
  random: Random,
  made: readonly Made[],
  files: Record<string, string>,
) => [string, string][];

const oneLine = (random: Random) => {
  const scalar = oddScalar(random);
  return scalar.includes("\n") ? "plain" : scalar;
};

function strategicPatch(random: Random, { kind, name }: Made): string {
  const apiVersion = /apiVersion: (\S+)/.exec(KINDS[kind]!(new Random(1), "x"))![1]!;
  const body = random.pick([
    `spec:\n  replicas: 7\n`,
    `spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: patched:1\n        env:\n        - name: A\n          value: "2"\n        - name: NEW\n          value: n\n      - name: added\n        image: added\n`,
    `spec:\n  template:\n    spec:\n      containers:\n      - name: side\n        $patch: delete\n      volumes:\n      - $patch: replace\n      - name: w\n        emptyDir: {}\n`,
    `spec:\n  ports:\n  - port: 80\n    targetPort: 8080\n  - port: 81\n    protocol: UDP\n`,
    `spec:\n  list:\n  - name: c\n  size: null\n  added: {deep: {er: ${oneLine(random)}}}\n`,
    `data:\n  k0: ${oneLine(random)}\n  k7: null\n  new: "1"\n`,
    `metadata:\n  annotations:\n    patched: ${oneLine(random)}\n`,
    `$patch: delete\n`,
  ]);
  const own = body.startsWith("metadata:")
    ? body.replace("metadata:\n", `metadata:\n  name: ${name}\n`)
    : `metadata:\n  name: ${name}\n${body}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${own}`;
}

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));

function jsonPatch(random: Random): string {
  return random.pick([
    "- op: add\n  path: /metadata/labels/json\n  value: added\n",
    "- op: add\n  path: /metadata/annotations/json\n  value: 1\n",
    "- op: replace\n  path: /metadata/name\n  value: renamed\n",
    '- op: add\n  path: /spec\n  value: {"n": 12345678901234567890, "f": 1.50, "l": [1, "2", null]}\n',
    "- op: remove\n  path: /spec\n",
    "- op: test\n  path: /kind\n  value: Deployment\n- op: add\n  path: /spec/replicas\n  value: 9\n",
  ]);
}

/** Things that an overlay may do; each gives fields of its kustomization. */
const OPTIONS: readonly Option[] = [
  (random) => [["namespace", random.pick(["prod", "other"])]],
  (random) => [["namePrefix", random.pick(["p-", "q1-"])]],
  (random) => [["nameSuffix", random.pick(["-s", "-2"])]],
  (
    random,
  ) => [[
    "commonLabels",
    `{team: ${random.pick(["a", '"1"', '"yes"'])}, app.kubernetes.io/part: x}`,
  ]],
  (
    random,
  ) => [[
    "labels",
    `[{pairs: {l: v}, includeSelectors: ${
      random.chance(0.5)
    }}, {pairs: {m: "2"}, includeTemplates: true}]`,
  ]],
  (
    random,
  ) => [["commonAnnotations", `{note: ${JSON.stringify(random.pick(["x", "yes", "a b", "1"]))}}`]],
  (
    random,
  ) => [[
    "images",
    `[{name: nginx, ${
      random.pick(['newTag: "2.0"', "newName: other/nginx", "digest: sha256:ff", "tagSuffix: -x"])
    }}, {name: ${random.pick(["app", "bus.*"])}, newTag: t}]`,
  ]],
  (_random, made) =>
    made.filter(({ kind }) => kind === "Deployment").slice(0, 1)
      .map(({ name }) => ["replicas", `[{name: ${name}, count: 4}]`]),
  (random, made, files) => {
    files["over/patch.yaml"] = strategicPatch(random, random.pick(made));
    return [["patches", "[{path: patch.yaml}]"]];
  },
  (
    random,
    made,
  ) => [[
    "patchesStrategicMerge",
    `\n- |-\n${indent(strategicPatch(random, random.pick(made)), 2)}`,
  ]],
  (random, made) => {
    const target = random.pick([
      `kind: ${random.pick(made).kind}`,
      "kind: Deployment|Service",
      `name: ${random.pick(["a.*", "web|db"])}`,
      "labelSelector: 'app in (app,web)'",
    ]);
    return [["patches", `\n- target: {${target}}\n  patch: |\n${indent(jsonPatch(random), 4)}`]];
  },
  (random, made) => {
    const target = random.pick([
      "kind: Deployment",
      `kind: ${random.pick(made).kind}`,
      "name: .*b.*",
    ]);
    return [[
      "patches",
      `\n- target: {${target}}\n  patch: |\n${
        indent(strategicPatch(random, random.pick(made)), 4)
      }`,
    ]];
  },
  (
    random,
  ) => [[
    "configMapGenerator",
    `\n- name: ${random.pick(["app-gen", "web-gen", "own"])}\n  behavior: ${
      random.pick(["create", "merge"])
    }\n  literals: [a=new, c=${JSON.stringify(random.pick(["d", "1", "<&>"])).slice(1, -1)}]\n`,
  ]],
  (random, _made, files) => {
    files["over/env.properties"] = "ONE=1\n# note\nTWO=a b\nTHREE\n";
    files["over/file.txt"] = random.pick(["text\n", "a\nb\n", "no end", "tab\there\n"]);
    return [[
      "secretGenerator",
      `\n- name: ${anyName(random)}\n  envs: [env.properties]\n  files: [file.txt, k=file.txt]\n${
        random.chance(0.3) ? "  options: {disableNameSuffixHash: true, labels: {g: h}}\n" : ""
      }`,
    ]];
  },
  (random, made) => {
    const [from, to] = [random.pick(made), random.pick(made)];
    const path = random.pick([
      "metadata.annotations.copied",
      "spec.replicas",
      "metadata.labels.app",
      "spec.template.spec.containers.[name=main].image",
    ]);
    return [[
      "replacements",
      `\n- source: {kind: ${from.kind}, name: ${from.name}, fieldPath: ${
        random.pick(["metadata.name", "kind"])
      }}\n  targets:\n  - select: {kind: ${to.kind}, name: ${to.name}}\n    fieldPaths: [${path}]\n    options: {create: ${
        random.chance(0.7)
      }}\n`,
    ]];
  },
  (random, made) => {
    const { kind, name } = random.pick(made);
    const apiVersion = /apiVersion: (\S+)/.exec(KINDS[kind]!(new Random(1), "x"))![1]!;
    return [[
      "vars",
      `[{name: VAR, objref: {kind: ${kind}, name: ${name}, apiVersion: ${apiVersion}}}]`,
    ]];
  },
  (
    random,
  ) => [[
    "buildMetadata",
    `[${
      random.pick([
        "originAnnotations",
        "transformerAnnotations",
        "originAnnotations, transformerAnnotations",
      ])
    }]`,
  ]],
  (
    random,
  ) => [[
    "sortOptions",
    random.pick([
      "{order: fifo}",
      "{order: legacy}",
      "{order: legacy, legacySortOptions: {orderFirst: [Service], orderLast: [Deployment]}}",
    ]),
  ]],
];
