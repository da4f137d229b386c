import { addFile, anyMade, anySelector, type Feature, indent, item, type Scene } from "./scene.ts";

const SOURCES = [
  ...["metadata.name", "metadata.name", "kind", "metadata.namespace", "metadata.labels.app"],
  ...["spec.replicas", "data.k0", "data.json", "spec.template.spec.containers.[name=main].image"],
  ...["spec.template.spec.containers.0.image", "metadata", "spec.ports.[port=80].port"],
  ...["metadata.annotations.note", "spec.list", "", "spec.size", "spec.list.*.name"],
];
const TARGETS = [
  ...["metadata.annotations.copied", "metadata.labels.app", "spec.replicas", "data.k0", "data.new"],
  ...["spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.*.image"],
  ...["metadata.annotations.a\\.b/c", "metadata.annotations.[a.b/c]", "spec.list.[name=a].v"],
  ...["spec.template.spec.containers.[name=main].env.[name=A].value", "spec.ports.*.name"],
  ...["spec.list.0.v", "spec.list.-.name", "data.json.a.b", "data.json.l.0", "data.yaml.a", "spec"],
  ...[
    "spec.template.spec.containers.[name=fresh].image",
    "metadata.name",
    "spec.template.metadata.labels.app",
  ],
  ...[
    "spec.template.spec.containers.[name=main].ports.[containerPort=80].name",
    "spec.rules.0.host",
  ],
  ...[
    "subjects.[kind=ServiceAccount].name",
    "roleRef.name",
    "spec.list.[name=zz].v",
    "metadata.namespace",
  ],
];

const split = ({ random }: Scene, part: number) =>
  random.chance(part)
    ? `delimiter: ${random.pick(['"-"', '":"', "/", '"."'])}\n${
      random.chance(0.8) ? `index: ${random.pick([0, 1, 2, -1, -2, 5])}\n` : ""
    }`
    : "";

function source(scene: Scene): string {
  const { random } = scene;
  if (random.chance(0.12)) {
    return `sourceValue: ${random.pick(["text", '"1"', '"true"', "a-b", '""'])}\n`;
  }
  const { kind, name, namespace, apiVersion } = anyMade(scene);
  const group = apiVersion.includes("/") ? `  group: ${apiVersion.split("/")[0]}\n` : "";
  const where = random.pick([
    `  kind: ${kind}\n  name: ${name}\n`,
    `  kind: ${kind}\n  name: ${name}\n${namespace ? `  namespace: ${namespace}\n` : ""}`,
    `  kind: ${kind}\n${group}  name: ${name}\n`,
    `  kind: ${kind}\n`,
  ]);
  const path = random.chance(0.6) ? "metadata.name" : random.pick(SOURCES);
  const options = split(scene, 0.2);
  return `source:\n${where}${path === "" ? "" : `  fieldPath: ${path}\n`}${
    options === "" ? "" : `  options:\n${indent(options, 4)}`
  }`;
}

function target(scene: Scene): string {
  const { random } = scene;
  const paths = random.many(
    1 + random.below(2),
    () => `- ${JSON.stringify(random.pick(random.chance(0.4) ? TARGETS.slice(0, 2) : TARGETS))}\n`,
  );
  const options = (random.chance(0.8) ? `create: ${random.chance(0.9)}\n` : "") + split(scene, 0.1);
  const reject = random.chance(0.2) ? `reject:\n${item(anySelector(scene))}\n` : "";
  const select = random.chance(0.97) ? `select:\n${indent(anySelector(scene), 2)}\n` : "";
  const fields = random.chance(0.93) ? `fieldPaths:\n${paths.join("")}` : "";
  return `${select}${reject}${fields}${options === "" ? "" : `options:\n${indent(options, 2)}`}`;
}

const replacement = (scene: Scene) =>
  `${source(scene)}targets:\n${
    scene.random.many(1 + scene.random.below(2), () => item(target(scene))).join("")
  }`;

const inline: Feature = (scene) => [{ field: "replacements", items: item(replacement(scene)) }];
const inFile: Feature = (scene) => {
  const { random } = scene;
  const text = random.chance(0.6)
    ? replacement(scene)
    : item(replacement(scene)) + item(replacement(scene));
  return [{
    field: "replacements",
    items: `- path: ${addFile(scene, "replacement.yaml", text)}\n`,
  }];
};

/** Replacements, written out and in files. */
export const REPLACEMENT_FEATURES: readonly Feature[] = [inline, inline, inline, inFile];
