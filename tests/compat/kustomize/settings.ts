import type { Overlay } from "./overlays.ts";
import {
  AFFIX_SPECS,
  CONFIGURATIONS,
  IMAGES,
  LABELS,
  NAMESPACE_CONFIGURATIONS,
  NAMESPACE_SETTINGS,
  PAIR_SPECS,
  PAIRS,
  REPLICAS,
  RESOURCES,
  SOURCES,
  TARGETS,
} from "./tables/settings.ts";

const head = `resources: [${Object.keys(RESOURCES).join(", ")}]\n`;

/** One kustomization over the shared resources: its own lines, and files that it names. */
function overlay(lines: string, more: Readonly<Record<string, string>> = {}): Overlay {
  const files: Overlay["files"] = {};
  const all = { ...RESOURCES, ...more, "kustomization.yaml": head + lines };
  for (const [name, text] of Object.entries(all)) files[`app/${name}`] = text;
  return { files, target: "app" };
}

const configured = (lines: string, text: string) =>
  overlay(`${lines}configurations: [configuration.yaml]\n`, { "configuration.yaml": text });

const transformed = (kind: string, text: string, lines = "") =>
  overlay(`${lines}transformers: [transformer.yaml]\n`, {
    "transformer.yaml": `apiVersion: builtin\nkind: ${kind}\n${
      text.startsWith("metadata:") ? "" : "metadata: {name: own}\n"
    }${text}`,
  });

const replaced = (source: string, target: string) =>
  overlay(`replacements:\n- source: ${source}\n  targets:\n  - ${target}\n`);

function replacements(): Overlay[] {
  const pick = <T>(items: readonly T[], i: number) => items[i % items.length]!;
  return [
    ...SOURCES.flatMap((source) => [0, 5].map((i) => replaced(source, pick(TARGETS, i)))),
    ...TARGETS.flatMap((target, i) => [0, 5].map((by) => replaced(pick(SOURCES, by + i), target))),
  ];
}

const names = ["namePrefix: p-\n", "nameSuffix: -s\n", "namePrefix: p-\nnamespace: other\n"];
const changed = "commonLabels: {q: r}\ncommonAnnotations: {s: t}\n" +
  "images: [{name: nginx, newTag: '9'}]\nreplicas: [{name: wid, count: 4}]\n";

function pairs(): Overlay[] {
  return PAIRS.flatMap((one) => [
    overlay(`commonLabels: ${one}\n`),
    overlay(`commonAnnotations: ${one}\n`),
    ...PAIR_SPECS.flatMap((specs) => [
      transformed("LabelTransformer", `labels: ${one}\n${specs}`),
      transformed("AnnotationsTransformer", `annotations: ${one}\n${specs}`),
    ]),
  ]);
}

function namespaces(): Overlay[] {
  return ["new", "default", "ns1"].flatMap((name) => [
    overlay(`namespace: ${name}\n`),
    ...NAMESPACE_CONFIGURATIONS.map((text) => configured(`namespace: ${name}\n`, text)),
    ...NAMESPACE_SETTINGS.map((text) =>
      transformed("NamespaceTransformer", `metadata: {name: own, namespace: ${name}}\n${text}`)
    ),
  ]);
}

function affixes(): Overlay[] {
  return names.flatMap((lines) => [
    overlay(lines),
    ...CONFIGURATIONS.map((text) => configured(lines + changed, text)),
    ...AFFIX_SPECS.map((specs) => transformed("PrefixTransformer", `prefix: x-\n${specs}`, lines)),
    ...AFFIX_SPECS.map((specs) => transformed("SuffixTransformer", `suffix: -x\n${specs}`, lines)),
  ]);
}

/** Every setting of the tables, alone and beside others: over 300 inputs, the same each time. */
export function settings(): Overlay[] {
  return [
    ...replacements(),
    ...IMAGES.map((one) => overlay(`images: [${one}]\n`)),
    ...LABELS.map((one) => overlay(`labels: ${one}\n`)),
    ...pairs(),
    ...namespaces(),
    ...affixes(),
    ...REPLICAS.flatMap((one) => [
      overlay(`replicas: [${one}]\n`),
      transformed(
        "ReplicaCountTransformer",
        `replica: ${one}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]\n`,
      ),
    ]),
  ];
}
