import type { Random } from "../random.ts";

/** A resource that was written somewhere below, and by what it can be meant. */
export interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** One kustomization while it is made up. */
export interface Scene {
  readonly random: Random;
  /** Its folder, from the root of the tree. */
  readonly folder: string;
  /** All files of the tree: features add theirs. */
  readonly files: Record<string, string | Uint8Array>;
  /** What is built below. */
  readonly made: Made[];
}

/** A part of a kustomization: items of a list, or the whole of a field. */
export type Part =
  | { readonly field: string; readonly items: string }
  | { readonly field: string; readonly value: string };

/** Something that a kustomization may do. */
export type Feature = (scene: Scene) => readonly Part[];

/** Moves the lines of a text to the right. */
export const indent = (text: string, by: number): string =>
  text.replace(/^(?=.)/gm, " ".repeat(by));

/** A text as an item of a list, whose first line stands behind the dash. */
export const item = (text: string): string => `- ${indent(text, 2).slice(2)}`;

/** One of the resources below, or one that is not there. */
export function anyMade({ random, made }: Scene): Made {
  const stranger = { apiVersion: "v1", kind: "ConfigMap", name: "stranger", namespace: "" };
  return made.length === 0 || random.chance(0.01) ? stranger : random.pick(made);
}

/** Adds a file beside the kustomization, under a name that is free. */
export function addFile(
  { files, folder }: Scene,
  name: string,
  content: string | Uint8Array,
): string {
  const [stem, end] = [name.replace(/\.[^.]*$/, ""), /\.[^.]*$/.exec(name)?.[0] ?? ""];
  let free = name;
  for (let i = 2; files[`${folder}/${free}`] !== undefined; i++) free = `${stem}${i}${end}`;
  files[`${folder}/${free}`] = content;
  return free;
}

/** A selector that means some of the resources below: by kind, name, pattern, namespace, labels. */
export function anySelector(scene: Scene): string {
  const { random } = scene;
  const { apiVersion, kind, name, namespace } = anyMade(scene);
  const [version, group] = apiVersion.split("/").reverse() as [string, string?];
  const parts = random.pick([
    [`kind: ${kind}`],
    [`kind: ${kind}`, `name: ${name}`],
    [`kind: ${kind}`, `name: ${name}`, `namespace: ${namespace || "default"}`],
    [`group: ${group ?? '""'}`, `version: ${version}`, `kind: ${kind}`],
    [`kind: Deployment|StatefulSet`],
    [`kind: "Dep.*"`],
    [`name: ".*${name.slice(1)}"`],
    [`name: "${name.slice(0, 2)}.*"`, `kind: ${kind}`],
    [`labelSelector: "app in (app, web, ${name})"`],
    [`labelSelector: "app=${name}"`, `kind: ${kind}`],
    [`labelSelector: "!tier"`],
    [`annotationSelector: "note"`],
    [`labelSelector: "tier!=a,app"`],
    [`version: v1`],
    [`namespace: "prod|dev"`],
    [`namespace: default`],
    [`name: "[a-d].*|web"`],
  ]);
  return parts.join("\n");
}
