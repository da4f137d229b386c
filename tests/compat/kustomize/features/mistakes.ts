import { addFile, anyMade, type Feature, type Part, type Scene } from "./scene.ts";

const list = (field: string, items: string): Part[] => [{ field, items }];
const set = (field: string, value: string): Part[] => [{ field, value }];

/** What people get wrong. */
export const MISTAKES: readonly Feature[] = [
  () => set("unknownField", "1"),
  () => set("resource", "[a.yaml]"),
  () => set("namePrefix", "1"),
  () => set("namespace", "[a]"),
  () => set("commonLabels", "{a: 1}"),
  () => set("commonAnnotations", "{a: true}"),
  () => set("images", "{name: a}"),
  () => set("images", "[{name: nginx, newTag: 1.0}]"),
  () => set("images", "[nginx]"),
  () => set("replicas", '[{name: app, count: "3"}]'),
  () => set("replicas", "[{name: app, count: 1.5}]"),
  () => set("kind", "Deployment"),
  () => set("apiVersion", "v1"),
  () => set("apiVersion", "kustomize.config.k8s.io/v1"),
  () => set("helmCharts", "[{name: x}]"),
  () => set("sortOptions", "{order: alphabetical}"),
  () => set("sortOptions", "{order: fifo, legacySortOptions: {orderFirst: []}}"),
  () => set("buildMetadata", "[nothing]"),
  () => set("openapi", "{path: missing.json}"),
  () => set("openapi", "{version: v1.20.4, path: x.json}"),
  () => set("openapi", "{version: v1.0.0}"),
  () => list("resources", "- missing.yaml\n"),
  () => list("resources", "- ../missing\n"),
  () => list("resources", "- .\n"),
  () => list("resources", "- ..\n"),
  () => list("resources", "- /absolute\n"),
  () => list("resources", '- ""\n'),
  (scene) => list("resources", `- ${addFile(scene, "empty.yaml", "")}\n`),
  (scene) => list("resources", `- ${addFile(scene, "comment.yaml", "# only this\n---\n")}\n`),
  (scene) => list("resources", `- ${addFile(scene, "broken.yaml", scene.random.pick(BROKEN))}\n`),
  (scene) => list("resources", `- ${addFile(scene, "odd.yaml", scene.random.pick(NO_OBJECTS))}\n`),
  (scene) => list("resources", twice(scene)),
  () => list("components", "- ../missing\n"),
  () => list("components", "- .\n"),
  (scene) => list("components", component(scene, "resources: []\n")),
  (scene) => list("components", component(scene, "kind: Component\nresources: []\n")),
  (scene) =>
    list(
      "configurations",
      `- ${addFile(scene, "c.yaml", scene.random.pick(BAD_CONFIGURATIONS))}\n`,
    ),
  () => list("configurations", "- missing.yaml\n"),
  () => list("crds", "- missing.yaml\n"),
  () => list("transformers", "- missing.yaml\n"),
  () => list("generators", "- missing.yaml\n"),
  () => list("validators", "- missing.yaml\n"),
  () =>
    list(
      "transformers",
      "- |-\n  apiVersion: builtin\n  kind: NoSuchTransformer\n  metadata: {name: x}\n",
    ),
  () =>
    list(
      "transformers",
      "- |-\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: x}\n  prefix: a\n",
    ),
  () =>
    list(
      "transformers",
      "- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: x}\n",
    ),
  () => list("patches", "- path: missing.yaml\n"),
  () => list("patches", "- patch: |-\n    not a patch\n"),
  () => list("patches", "- target: {kind: Deployment}\n"),
  (scene) => list("patches", `- path: ${addFile(scene, "none.yaml", "")}\n`),
  (scene) => list("patches", `- path: ${addFile(scene, "both.yaml", "a: b\n")}\n  patch: 'c: d'\n`),
  () => list("patches", "- target: {name: '['}\n  patch: |-\n    - {op: remove, path: /spec}\n"),
  () =>
    list(
      "patches",
      "- target: {labelSelector: 'a in'}\n  patch: |-\n    - {op: remove, path: /spec}\n",
    ),
  () => list("patches", "- target: {kind: '*'}\n  patch: |-\n    - {op: remove, path: /spec}\n"),
  () => list("patches", "- patch: |-\n    - {op: remove, path: /spec}\n"),
  () => list("patchesStrategicMerge", "- missing.yaml\n"),
  () => list("patchesStrategicMerge", "- |-\n  kind: X\n"),
  () =>
    list(
      "patchesStrategicMerge",
      "- |-\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: not-there}\n",
    ),
  () =>
    list("patchesJson6902", "- path: missing.yaml\n  target: {kind: X, name: y, version: v1}\n"),
  () => list("patchesJson6902", "- patch: 'nonsense'\n  target: {kind: X, name: y, version: v1}\n"),
  () => list("patchesJson6902", "- patch: '[]'\n"),
  () => list("configMapGenerator", "- literals: [a=b]\n"),
  () => list("configMapGenerator", "- name: x\n  behavior: wrong\n"),
  () => list("configMapGenerator", "- name: x\n  files: [missing.txt]\n"),
  () => list("configMapGenerator", "- name: x\n  envs: [missing.env]\n"),
  () => list("configMapGenerator", "- name: x\n  literals: [a=b, a=c]\n"),
  () => list("configMapGenerator", "- name: x\n  files: [a=b=c]\n"),
  () => list("configMapGenerator", "- name: x\n  files: [=b]\n"),
  () => list("configMapGenerator", "- name: x\n  files: [../../outside]\n"),
  () => list("configMapGenerator", "- name: nope\n  behavior: merge\n"),
  () => list("secretGenerator", "- name: x\n  literals: ['bad key=v']\n"),
  (scene) =>
    list(
      "configMapGenerator",
      `- name: x\n  envs: [${
        addFile(scene, "bad.env", scene.random.pick(["a b=c\n", "=x\n", "1x=y\n"]))
      }]\n`,
    ),
  () => list("vars", "- name: V\n  objref: {kind: ConfigMap, name: not-there, apiVersion: v1}\n"),
  () => list("vars", "- objref: {kind: ConfigMap, name: x}\n"),
  (scene) =>
    list(
      "vars",
      `- name: D\n  objref: {kind: ${anyMade(scene).kind}, name: ${anyMade(scene).name}}\n`.repeat(
        2,
      ),
    ),
  () => list("replacements", "- path: missing.yaml\n"),
  () => list("replacements", "- source: {kind: ConfigMap}\n"),
  () => list("replacements", "- targets: []\n"),
  () =>
    list(
      "replacements",
      "- source: {kind: X, name: not-there}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [a]}]\n",
    ),
  (scene) =>
    list(
      "replacements",
      `- source: {kind: ${anyMade(scene).kind}, name: ${
        anyMade(scene).name
      }}\n  targets: [{fieldPaths: [a]}]\n`,
    ),
  (scene) =>
    list(
      "replacements",
      `- source: {kind: ${anyMade(scene).kind}, name: ${
        anyMade(scene).name
      }}\n  path: a.yaml\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [a]}]\n`,
    ),
  () => set("labels", "[{pairs: {a: 1}}]"),
  () => set("labels", "[{includeSelectors: yes}]"),
  () => set("labels", "[{pairs: {'bad key': x}}]"),
  () => set("commonLabels", "{'bad key': x}"),
  () => set("commonAnnotations", "{'bad key': x}"),
];

const BROKEN = [
  "a: b: c\n",
  "a: [1, 2\n",
  "\ta: b\n",
  "a: 'x\n",
  "a: b\n  c: d\n",
  "key: *missing\n",
  "- a\nb: c\n",
  "a: {b: c\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata:\n name: x\n  bad: y\n",
  'a: "\\q"\n',
  "%YAML 3.0\n---\na: b\n",
  "a: !!int x\n",
  "a: |\n\tx\n",
  "a: @b\n",
  "a: `b\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: 1\n  a: 2\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {<<: 3}\n",
];

const NO_OBJECTS = [
  "just text\n",
  "- a\n- b\n",
  "a: b\n",
  "kind: X\n",
  "kind: X\nmetadata: {}\n",
  "apiVersion: v1\nkind: ConfigMap\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ''}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 1}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [a]}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: text\n",
  "apiVersion: v1\nkind: 1\nmetadata: {name: x}\n",
  "apiVersion: 1\nkind: ConfigMap\nmetadata: {name: x}\n",
  "apiVersion: v1\nmetadata: {name: x}\n",
  "kind: ConfigMap\nmetadata: {name: x}\n",
  "null\n",
  "{}\n",
  "[]\n",
  "apiVersion: v1\nkind: List\n",
  "apiVersion: v1\nkind: List\nitems: null\n",
  "apiVersion: v1\nkind: List\nitems: []\n",
  "apiVersion: v1\nkind: List\nitems: text\n",
  "apiVersion: v1\nkind: List\nitems: [a]\n",
  "apiVersion: v1\nkind: List\nitems: [{kind: X}]\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: {a: 1}}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, labels: [a]}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: {a: {b: c}}}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: null}\ndata: null\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: 1}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n1: a\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {true: a, null: b, 1.5: c}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {[a]: b}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: .inf}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: .nan, b: -.inf}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: !!binary aGk=}\n",
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: !custom x}\n",
];

const BAD_CONFIGURATIONS = [
  "unknown: []\n",
  "nameReference: {}\n",
  "nameReference: [{kind: A, fieldSpecs: [{path: 1}]}]\n",
  "a: b: c\n",
  "",
];

function twice(scene: Scene): string {
  const text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: twice}\n";
  return `- ${addFile(scene, "one.yaml", text)}\n- ${addFile(scene, "two.yaml", text)}\n`;
}

function component(scene: Scene, text: string): string {
  scene.files[`wrong${scene.folder}/kustomization.yaml`] = text;
  return `- ../wrong${scene.folder}\n`;
}
