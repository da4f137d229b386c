import { listAt, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

/** The name of an object. */
export const nameOf = (object: Tree): string => textAt(object, "metadata", "name");

/** How many keys a map of the object has. */
export const sizeOf = (object: Tree, ...path: string[]): number =>
  Object.keys(treeAt(object, ...path)).length;

/** A number of the object, 0 where it is absent. */
export function numberAt(object: unknown, ...path: string[]): number {
  const last = path.at(-1)!;
  const value = treeAt(object, ...path.slice(0, -1))[last];
  return typeof value === "number" ? value : 0;
}

/** Labels as `a=b,c=d`, or `<none>`. */
export function labelsText(labels: unknown): string {
  const entries = Object.entries(treeAt({ labels }, "labels")).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? "<none>" : entries.map(([k, v]) => `${k}=${v}`).join(",");
}

const operators: Readonly<Record<string, string>> = { In: "in", NotIn: "notin" };

/** A LabelSelector as text, or `<none>`. */
export function selectorText(selector: Tree): string {
  const terms = Object.entries(treeAt(selector, "matchLabels")).sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}=${v}`);
  for (const { key, operator, values } of treesAt(selector, "matchExpressions")) {
    const word = operators[String(operator)];
    if (word !== undefined) terms.push(`${key} ${word} (${(values as string[]).join(",")})`);
    else terms.push(operator === "DoesNotExist" ? `!${key}` : String(key));
  }
  return terms.length === 0 ? "<none>" : terms.join(",");
}

/** Names and images of the containers of a PodSpec. */
export function containerCells(spec: Tree): [string, string] {
  const containers = treesAt(spec, "containers");
  return [
    containers.map((c) => String(c.name)).join(","),
    containers.map((c) => String(c.image ?? "")).join(","),
  ];
}

const modes: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

/** Access modes in short. */
export function accessModes(object: Tree, ...path: string[]): string {
  const given = new Set(listAt(object, ...path).map(String));
  return Object.keys(modes).filter((mode) => given.has(mode)).map((mode) => modes[mode]).join(",");
}

/** "True" or "False", as kubectl prints booleans in text columns. */
export const boolText = (value: unknown): string => value === true ? "True" : "False";
