import { oddScalar } from "../resources.ts";
import { addFile, anyMade, anySelector, type Feature, indent, type Scene } from "./scene.ts";

const head = (kind: string, rest = "") =>
  `apiVersion: builtin\nkind: ${kind}\nmetadata:\n  name: plugin\n${rest}`;
const line = ({ random }: Scene) => {
  const text = oddScalar(random);
  return text.includes("\n") ? "plain" : JSON.stringify(text);
};

const SPECS = [
  "fieldSpecs:\n- path: metadata/labels\n  create: true\n",
  "fieldSpecs:\n- path: metadata/annotations\n  create: true\n- path: spec/template/metadata/annotations\n  create: true\n  kind: Deployment\n",
  "fieldSpecs:\n- path: spec/list[]/labels\n  create: true\n  kind: Widget\n",
  "fieldSpecs:\n- path: spec/selector\n  version: v1\n  kind: Service\n",
  "fieldSpecs:\n- path: data\n  kind: ConfigMap\n",
];

/** Transformers as files: what they are told, and where they work. */
const CONFIGS: readonly ((scene: Scene) => string)[] = [
  (scene) => head("LabelTransformer", `labels:\n  l: ${line(scene)}\n${scene.random.pick(SPECS)}`),
  (scene) =>
    head(
      "AnnotationsTransformer",
      `annotations:\n  l: ${line(scene)}\n${scene.random.pick(SPECS)}`,
    ),
  ({ random }) =>
    head(
      "PrefixTransformer",
      `prefix: tp-\nfieldSpecs:\n- path: ${
        random.pick(["metadata/name", "metadata/labels/app"])
      }\n`,
    ),
  ({ random }) =>
    head(
      "SuffixTransformer",
      `suffix: -ts\nfieldSpecs:\n- path: metadata/name\n  kind: ${
        random.pick(["Deployment", "ConfigMap"])
      }\n`,
    ),
  () =>
    head("PrefixSuffixTransformer", "prefix: x-\nsuffix: -y\nfieldSpecs:\n- path: metadata/name\n"),
  ({ random }) =>
    `apiVersion: builtin\nkind: NamespaceTransformer\nmetadata:\n  name: n\n  namespace: ${
      random.pick(["tns", "prod"])
    }\n${
      random.pick([
        "",
        "unsetOnly: true\n",
        "setRoleBindingSubjects: none\n",
        "setRoleBindingSubjects: allServiceAccounts\n",
        "setRoleBindingSubjects: defaultOnly\n",
        "setRoleBindingSubjects: wrong\n",
      ])
    }${
      random.pick([
        "",
        "fieldSpecs:\n- path: metadata/namespace\n  create: true\n",
        "fieldSpecs:\n- path: spec/ns\n  create: true\n  kind: Widget\n- path: metadata/name\n  kind: Namespace\n",
      ])
    }`,
  ({ random }) =>
    head(
      "ImageTagTransformer",
      `imageTag:\n  name: nginx\n  newTag: v9\n${
        random.pick(["", "fieldSpecs:\n- path: spec/image\n- path: spec/list[]/image\n"])
      }`,
    ),
  (scene) =>
    head(
      "ReplicaCountTransformer",
      `replica:\n  name: ${
        anyMade(scene).name
      }\n  count: 6\nfieldSpecs:\n- path: spec/replicas\n  create: true\n  kind: ${
        scene.random.pick(["Deployment", "Widget"])
      }\n`,
    ),
  (scene) =>
    head(
      "PatchTransformer",
      `patch: |-\n  - op: add\n    path: /metadata/annotations\n    value: {tr: x}\ntarget:\n${
        indent(anySelector(scene), 2)
      }\n`,
    ),
  (scene) => {
    const { kind, name, apiVersion } = anyMade(scene);
    return head(
      "PatchTransformer",
      `patch: 'apiVersion: ${apiVersion}\n\n  kind: ${kind}\n\n  metadata: {name: ${name}, labels: {tr: y}}'\n`,
    );
  },
  (scene) => {
    const { kind, name, apiVersion } = anyMade(scene);
    return head(
      "PatchStrategicMergeTransformer",
      `patches: '{"apiVersion": "${apiVersion}", "kind": "${kind}", "metadata": {"name": "${name}", "labels": {"psm": "1"}}}'\n`,
    );
  },
  (scene) => {
    const { kind, name, apiVersion } = anyMade(scene);
    const [version, group = ""] = apiVersion.split("/").reverse();
    return head(
      "PatchJson6902Transformer",
      `target:\n  group: "${group}"\n  version: ${version}\n  kind: ${kind}\n  name: ${name}\njsonOp: '[{"op": "add", "path": "/metadata/labels", "value": {"j": "6902"}}]'\n`,
    );
  },
  (scene) =>
    head(
      "ReplacementTransformer",
      `replacements:\n- source:\n    kind: ${anyMade(scene).kind}\n    name: ${
        anyMade(scene).name
      }\n  targets:\n  - select:\n${
        indent(anySelector(scene), 6)
      }\n    fieldPaths: [metadata.annotations.tr]\n    options: {create: true}\n`,
    ),
  ({ random }) =>
    head(
      "ValueAddTransformer",
      `value: ${random.pick(["added", "a/b"])}\ntargets:\n- fieldPath: ${
        random.pick(["metadata/name", "metadata/annotations/va", "metadata/namespace", "spec/path"])
      }\n${random.pick(["", "  filePathPosition: 1\n", "  selector: {kind: ConfigMap}\n"])}`,
    ),
  () => head("HashTransformer"),
];

const transformer: Feature = (scene) => {
  const text = scene.random.pick(CONFIGS)(scene);
  const items = scene.random.chance(0.6)
    ? `- ${addFile(scene, "transformer.yaml", text)}\n`
    : `- |-\n${indent(text, 2)}`;
  return [{ field: "transformers", items: items.endsWith("\n") ? items : `${items}\n` }];
};

const generators: readonly ((scene: Scene) => string)[] = [
  ({ random }) =>
    head(
      "ConfigMapGenerator",
      `literals: [a=b, c=${random.below(9)}]\n${
        random.pick([
          "",
          "behavior: merge\n",
          "name: other\n",
          "options: {disableNameSuffixHash: true}\n",
        ])
      }`,
    ),
  ({ random }) =>
    head("SecretGenerator", `literals: [p=q]\ntype: ${random.pick(["Opaque", "x/y"])}\n`),
  () =>
    head(
      "IAMPolicyGenerator",
      "cloud: gke\nkubernetesService: {namespace: k, name: sa}\nserviceAccount: {name: gsa, projectId: proj}\n",
    ),
  () => "apiVersion: example.com/v1\nkind: Unknown\nmetadata: {name: x}\n",
  () => head("NoSuchGenerator"),
];

const GOOD = generators.slice(0, 3);

const generator: Feature = (scene) => {
  const text = scene.random.pick(scene.random.chance(0.9) ? GOOD : generators)(scene);
  return [{ field: "generators", items: `- ${addFile(scene, "generator.yaml", text)}\n` }];
};

const validator: Feature = (scene) => {
  const key = scene.random.pick(["validated-by", "validated-by", "validated-by", "other"]);
  const text = head(
    "LabelTransformer",
    `labels: {${key}: me}\nfieldSpecs:\n- path: metadata/labels\n  create: true\n`,
  );
  return [{ field: "validators", items: `- ${addFile(scene, "validator.yaml", text)}\n` }];
};

/** Built-in plugins that files or texts configure. */
export const PLUGIN_FEATURES: readonly Feature[] = [
  transformer,
  transformer,
  transformer,
  transformer,
  transformer,
  transformer,
  generator,
  validator,
];
