import { GENERATOR_FEATURES } from "./features/generators.ts";
import { MISTAKES } from "./features/mistakes.ts";
import { NAME_FEATURES } from "./features/names.ts";
import { PATCH_FEATURES } from "./features/patches.ts";
import { PLUGIN_FEATURES } from "./features/plugins.ts";
import { REPLACEMENT_FEATURES } from "./features/replacements.ts";
import type { Feature, Made, Part, Scene } from "./features/scene.ts";
import { oddDocument } from "./odd_documents.ts";
import type { Overlay } from "./overlays.ts";
import { Random } from "./random.ts";
import { anyName, KINDS } from "./resources.ts";

const FEATURES: readonly (readonly Feature[])[] = [
  NAME_FEATURES,
  NAME_FEATURES,
  NAME_FEATURES,
  PATCH_FEATURES,
  PATCH_FEATURES,
  GENERATOR_FEATURES,
  GENERATOR_FEATURES,
  REPLACEMENT_FEATURES,
  PLUGIN_FEATURES,
];

/** A tree of kustomizations, deeper and odder than `makeOverlay` gives: bases that are shared, components, all features. */
export function makeTree(seed: number): Overlay {
  const random = new Random(seed * 7919 + 13);
  const files: Overlay["files"] = {};
  const layers = 1 + random.below(4);
  const mistaken = random.chance(0.12) ? random.below(layers) : -1;
  const below: Made[][] = [];
  for (let i = 0; i < layers; i++) {
    const folder = `l${i}`;
    const resources: string[] = [];
    const made: Made[] = [];
    if (i > 0) {
      for (const from of basesOf(random, i)) {
        resources.push(`../l${from}`);
        made.push(...below[from]!);
      }
    }
    if (i === 0 || random.chance(0.4)) {
      made.push(...writeResources(random, files, folder, i));
      resources.push(random.chance(0.9) ? "all.yaml" : "./all.yaml");
    }
    below.push(made);
    const scene: Scene = { random, folder, files, made };
    const parts: Part[] = [{
      field: "resources",
      items: resources.map((one) => `- ${one}\n`).join(""),
    }];
    parts.push(...someParts(scene, random.below(4)));
    if (random.chance(0.15)) parts.push({ field: "components", items: componentOf(scene, i) });
    if (i === mistaken) parts.push(...random.pick(MISTAKES)(scene));
    files[`${folder}/${random.chance(0.9) ? "kustomization.yaml" : "kustomization.yml"}`] = compose(
      random,
      parts,
    );
  }
  return { files, target: `l${layers - 1}` };
}

/** The layers that a layer stands on: the one before, sometimes an older one as well, which makes a diamond. */
function basesOf(random: Random, layer: number): number[] {
  const bases = [layer - 1];
  if (layer > 1 && random.chance(0.25)) bases.push(random.below(layer - 1));
  return bases;
}

function someParts(scene: Scene, count: number): Part[] {
  return scene.random.many(count, () => scene.random.pick(scene.random.pick(FEATURES))(scene))
    .flat();
}

function componentOf(scene: Scene, layer: number): string {
  const folder = `c${layer}`;
  const inside: Scene = { ...scene, folder };
  const parts = someParts(inside, 1 + scene.random.below(2));
  scene.files[`${folder}/kustomization.yaml`] =
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n" +
    compose(scene.random, parts);
  return `- ../${folder}\n`;
}

/** Parts as the text of a kustomization: items of one list together, of two values the later one. */
function compose(random: Random, parts: readonly Part[]): string {
  const fields = new Map<string, string>();
  for (const part of parts) {
    if ("value" in part) {
      fields.set(part.field, part.value.startsWith("\n") ? part.value : ` ${part.value}`);
    } else {
      const before = fields.get(part.field);
      const items = before?.startsWith("\n-") ? before : "\n";
      fields.set(part.field, items + part.items);
    }
  }
  const head = random.chance(0.3) ? "# a kustomization\n" : "";
  return head +
    [...fields].map(([field, value]) => `${field}:${value.replace(/\n$/, "")}\n`).join("");
}

function writeResources(
  random: Random,
  files: Overlay["files"],
  folder: string,
  layer: number,
): Made[] {
  const made: Made[] = [];
  const documents = random.many(1 + random.below(6), () => {
    if (random.chance(0.15)) return oddDocument(random, `odd${layer}${random.below(1000)}`);
    const kind = random.pick(Object.keys(KINDS));
    const name = layer === 0 || random.chance(0.2) ? anyName(random) : `${anyName(random)}${layer}`;
    const text = KINDS[kind]!(random, name);
    const apiVersion = /apiVersion: (\S+)/.exec(text)![1]!;
    const namespace = /^ {2}namespace: (\S+)/m.exec(text)?.[1] ?? "";
    const twin = (one: Made) =>
      one.kind === kind && one.name === name && one.namespace === namespace;
    if (made.some(twin)) return "";
    made.push({ apiVersion, kind, name, namespace });
    return text;
  }).filter((one) => one !== "");
  const text = documents.join(random.pick(["---\n", "---\n", "---\n# next\n", "---\n\n---\n"]));
  files[`${folder}/all.yaml`] = random.chance(0.05) ? text.replaceAll("\n", "\r\n") : text;
  return made;
}
