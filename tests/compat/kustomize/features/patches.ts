import { oddScalar } from "../resources.ts";
import {
  addFile,
  anyMade,
  anySelector,
  type Feature,
  indent,
  item,
  type Made,
  type Scene,
} from "./scene.ts";

const value = ({ random }: Scene) => {
  const scalar = oddScalar(random);
  return scalar.includes("\n") ? "plain" : scalar;
};

const containers = (text: string) =>
  `spec:\n  template:\n    spec:\n      containers:\n${indent(text, 6)}`;

/** Bodies of strategic merge patches, for whatever kind there is. */
function body(scene: Scene): string {
  const { random } = scene;
  return random.pick([
    () => `spec:\n  replicas: ${random.pick(["7", "null", "0", '"3"'])}\n`,
    () =>
      containers(
        "- name: main\n  image: patched:1\n  env:\n  - name: A\n    value: '2'\n  - name: NEW\n    value: n\n- name: added\n  image: added\n",
      ),
    () => containers("- name: main\n  env:\n  - name: A\n    $patch: delete\n"),
    () => containers("- name: side\n  $patch: delete\n"),
    () => containers("- $patch: replace\n- name: only\n  image: only\n"),
    () => containers("- name: main\n  $patch: replace\n  image: replaced\n"),
    () => containers("- name: main\n  args: [a, b]\n  command: null\n"),
    () =>
      containers(
        `- name: main\n  ports:\n  - containerPort: 80\n    name: ${
          random.pick(["http", "x"])
        }\n  - containerPort: 80\n    protocol: UDP\n  - containerPort: 9090\n`,
      ),
    () =>
      containers(
        "- name: main\n  volumeMounts:\n  - mountPath: /v\n    readOnly: true\n  - mountPath: /new\n    name: new\n",
      ),
    () =>
      "spec:\n  template:\n    spec:\n      volumes:\n      - $patch: replace\n      - name: w\n        emptyDir: {}\n",
    () =>
      "spec:\n  template:\n    spec:\n      volumes:\n      - name: v\n        configMap: null\n        emptyDir: {medium: Memory}\n",
    () =>
      "spec:\n  template:\n    spec:\n      tolerations:\n      - key: k\n        operator: Exists\n      topologySpreadConstraints:\n      - topologyKey: zone\n        whenUnsatisfiable: DoNotSchedule\n        maxSkew: 1\n",
    () =>
      "spec:\n  template:\n    spec:\n      $setElementOrder/containers:\n      - name: side\n      - name: main\n      imagePullSecrets:\n      - name: pull\n",
    () => "spec:\n  strategy:\n    $retainKeys: [type]\n    type: Recreate\n",
    () =>
      "spec:\n  ports:\n  - port: 80\n    targetPort: 8080\n  - port: 81\n    protocol: UDP\n  - port: 443\n    $patch: delete\n",
    () => "spec:\n  ports:\n  - port: 80\n    protocol: TCP\n    name: eighty\n",
    () => `spec:\n  list:\n  - name: c\n  size: null\n  added: {deep: {er: ${value(scene)}}}\n`,
    () => `spec:\n  list: []\n  empty: {}\n`,
    () => `spec:\n  list:\n    $patch: delete\n`,
    () => `spec: null\n`,
    () => `spec:\n  $patch: ${random.pick(["delete", "replace", "merge"])}\n  other: 1\n`,
    () => `data:\n  k0: ${value(scene)}\n  k7: null\n  new: "1"\n`,
    () => `data: {$patch: replace, one: ${value(scene)}}\n`,
    () => `data: {}\n`,
    () => `rules:\n- apiGroups: [apps]\n  resources: ["*"]\n  verbs: [list]\n`,
    () => `subjects:\n- kind: Group\n  name: admins\n`,
    () => `secrets:\n- name: s1\nimagePullSecrets:\n- name: p\n`,
    () => `metadata:\n  annotations:\n    patched: ${value(scene)}\n`,
    () => `metadata:\n  labels:\n    app: null\n    added: ${value(scene)}\n`,
    () => `metadata:\n  labels:\n    $patch: replace\n    just: this\n`,
    () => `metadata:\n  finalizers: [a.example/x, b.example/y]\n`,
    () => `metadata:\n  ownerReferences:\n  - uid: "1"\n    name: o\n`,
    () => `metadata:\n  namespace: moved\n`,
    () => `metadata:\n  annotations: null\n`,
    () => `# a comment\nspec:\n  # about it\n  note: |\n    text\n    more\n`,
    () => `$patch: delete\n`,
  ])();
}

function strategicPatch(scene: Scene, made: Made): string {
  const { apiVersion, kind, name, namespace } = made;
  const text = body(scene);
  const place = namespace !== "" && scene.random.chance(0.85) ? `  namespace: ${namespace}\n` : "";
  const meta = `metadata:\n  name: ${scene.random.chance(0.99) ? name : "renamed"}\n`;
  const rest = text.startsWith("metadata:\n")
    ? meta + (text.includes("  namespace:") ? "" : place) + text.slice("metadata:\n".length)
    : meta + place + text;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}`;
}

const PATHS = [
  ...[
    "/metadata/labels/json",
    "/metadata/annotations/json",
    "/metadata/annotations/a.b~1c",
    "/spec",
  ],
  ...[
    "/spec/replicas",
    "/data/k0",
    "/data/new",
    "/metadata/labels",
    "/spec/ports/0",
    "/spec/ports/-",
  ],
  ...["/spec/template/spec/containers/0/image", "/spec/template/spec/containers/-", "/spec/list/1"],
  ...[
    "/spec/list/-1",
    "/spec/list/9",
    "/spec/size",
    "/kind",
    "/metadata/namespace",
    "/metadata/name",
  ],
  ...[
    "/spec/template/spec/containers/0/env/0",
    "/subjects/0/name",
    "/rules/-",
    "/a~0b",
    "",
    "/",
    "/x/y/z",
  ],
];

function operation(scene: Scene): string {
  const { random } = scene;
  const path = () => JSON.stringify(random.pick(PATHS));
  const any = () =>
    random.pick([
      ...[
        "added",
        "1",
        "1.50",
        "12345678901234567890",
        "null",
        "true",
        "[1, '2', null]",
        "{a: {b: c}}",
      ],
      ...['"yes"', "1e3", "0777", '"é <&>"', "{name: x, image: x}", "[]", "{}", "9007199254740993"],
    ]);
  return item(
    random.pick([
      () => `op: add\npath: ${path()}\nvalue: ${any()}\n`,
      () => `op: add\npath: ${path()}\nvalue: ${any()}\n`,
      () => `op: replace\npath: ${path()}\nvalue: ${any()}\n`,
      () => `op: replace\npath: ${path()}\nvalue: ${any()}\n`,
      () => `op: remove\npath: ${path()}\n`,
      () => `op: move\nfrom: ${path()}\npath: /metadata/annotations\n`,
      () => `op: copy\nfrom: /metadata/name\npath: ${path()}\n`,
      () => `op: copy\nfrom: ${path()}\npath: /spec/copied\n`,
      () => `op: test\npath: /kind\nvalue: ${random.pick(["Deployment", "ConfigMap"])}\n`,
      () => `op: test\npath: ${path()}\nvalue: ${any()}\n`,
      () =>
        random.pick(["op: nothing\npath: /kind\n", "path: /kind\n", "op: add\npath: /spec/x\n"]),
    ])(),
  );
}

function jsonPatch(scene: Scene): string {
  const { random } = scene;
  const likely = [
    "- op: add\n  path: /metadata/labels\n  value: {fresh: x}\n",
    "- op: replace\n  path: /metadata/name\n  value: renamed\n",
    // No other kind: of one that a generator made, kustomize would hash the nodes of Go's parser.
    "- op: replace\n  path: /apiVersion\n  value: other/v1\n",
    "- op: add\n  path: /spec\n  value: {n: 12345678901234567890, f: 1.50, l: [1, '2', null]}\n",
    "- op: add\n  path: /data\n  value:\n    text: |\n      two\n      lines\n",
    "- op: test\n  path: /kind\n  value: ConfigMap\n",
    '[{"op": "add", "path": "/spec", "value": {"replicas": 3}}]\n',
    '[\n  {"op": "add", "path": "/metadata/annotations", "value": {"a": "b"}},\n  {"op": "add", "path": "/metadata/annotations/c~1d", "value": "1"}\n]\n',
    "- op: remove\n  path: /spec\n",
    "- {op: copy, from: /metadata, path: /spec}\n",
  ];
  if (random.chance(0.75)) return random.pick(likely);
  return random.many(1 + random.below(2), () => operation(scene)).join("");
}

/** A generated resource that changes its kind is hashed by how Go keeps it in memory: those keep theirs. */
const options = ({ random, made }: Scene) =>
  random.chance(0.15)
    ? `options:\n  allowNameChange: ${random.chance(0.5)}\n  allowKindChange: ${
      random.chance(0.5) && !made.some(({ name }) => name.startsWith("gen"))
    }\n`
    : "";

const inline = (text: string) => `patch: |-\n${indent(text, 2)}`;
const ending = (text: string) => text.endsWith("\n") ? text : `${text}\n`;

const patch: Feature = (scene) => {
  const { random } = scene;
  const json = random.chance(0.4);
  let text = json ? jsonPatch(scene) : strategicPatch(scene, anyMade(scene));
  if (!json && random.chance(0.08)) text += `---\n${strategicPatch(scene, anyMade(scene))}`;
  const target = json || random.chance(0.4) ? `target:\n${indent(anySelector(scene), 2)}\n` : "";
  const content = random.chance(0.5)
    ? `path: ${addFile(scene, json ? "json-patch.yaml" : "patch.yaml", text)}\n`
    : ending(inline(text));
  return [{ field: "patches", items: item(content + target + options(scene)) }];
};

const oldStrategic: Feature = (scene) => {
  const text = strategicPatch(scene, anyMade(scene));
  const items = scene.random.chance(0.5)
    ? `- ${addFile(scene, "strategic.yaml", text)}\n`
    : `- |-\n${indent(text, 2)}`;
  return [{ field: "patchesStrategicMerge", items: ending(items) }];
};

const oldJson: Feature = (scene) => {
  const { random } = scene;
  const { apiVersion, kind, name, namespace } = anyMade(scene);
  const [version, group] = apiVersion.split("/").reverse() as [string, string?];
  const target = `target:\n${
    group ? `  group: ${group}\n` : ""
  }  version: ${version}\n  kind: ${kind}\n  name: ${name}\n${
    namespace && random.chance(0.7) ? `  namespace: ${namespace}\n` : ""
  }`;
  const text = jsonPatch(scene);
  const content = random.chance(0.5)
    ? `path: ${addFile(scene, "old.json", text)}\n`
    : ending(inline(text));
  return [{ field: "patchesJson6902", items: item(target + content) }];
};

/** Patches in all their forms. */
export const PATCH_FEATURES: readonly Feature[] = [
  patch,
  patch,
  patch,
  patch,
  oldStrategic,
  oldJson,
];
