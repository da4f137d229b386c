import { Kind, makeNode, type Node, scalarNode } from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import { expectKind, fieldOrNew, getField, isNull } from "./fields.ts";

/** Splits a path at `separator`; a backslash before it keeps the parts together. */
export function splitPath(path: string, separator: string): string[] {
  let parts = path.split(separator);
  if (parts.length > 1 && parts[0] === "") parts = parts.slice(1);
  const result = [parts[0]!];
  for (const part of parts.slice(1)) {
    const last = result.length - 1;
    if (result[last]!.endsWith("\\")) result[last] = result[last]!.slice(0, -1) + separator + part;
    else result.push(part);
  }
  return result;
}

/** The same, but `[name=a.b]` stays one part, and `[a.b]` is the key `a.b`. */
export function splitBracketPath(path: string, separator: string): string[] {
  const parts = splitPath(path, separator);
  const result: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (!part.startsWith("[") || part.endsWith("]")) {
      result.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < parts.length - 1) {
      bracketed.push(parts[++i]!);
      if (parts[i]!.endsWith("]")) break;
    }
    const joined = bracketed.join(separator);
    result.push(joined.includes("=") ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ""));
  }
  return result;
}

/** Whether a part of a path picks an item by its fields. */
export const isItemMatch = (part: string): boolean => part.startsWith("[") && part.endsWith("]");
/** Whether a part of a path is an index. */
export const isIndex = (part: string): boolean => /^\+?\d+$/.test(part);

/** The field and value of `[field=value]`. */
export function itemMatch(part: string): [field: string, value: string] {
  const inside = part.slice(1, -1);
  const at = inside.indexOf("=");
  if (at >= 0) return [inside.slice(0, at), inside.slice(at + 1)];
  throw new KustomizeError(
    "list path element must contain fieldName=fieldValue for element to match",
  );
}

/** The kind of node that must be made where `next` is the part of the path after it. */
export function kindBefore(next: string, last: number): number {
  if (isItemMatch(next) || isIndex(next)) return Kind.sequence;
  return next === "" ? last : Kind.mapping;
}

/** The node at a path; with `create` what is missing on the way is made, the last of that kind. */
export function lookup(
  node: Node | undefined,
  path: readonly string[],
  create = 0,
): Node | undefined {
  const parts = path.map((part) => part.trim()).filter((part) => part !== "");
  let match = node;
  for (let i = 0; i < parts.length && match !== undefined; i++) {
    match = step(match, parts[i]!, parts[i + 1] ?? "", create);
  }
  return match;
}

function step(node: Node, part: string, next: string, create: number): Node | undefined {
  if (/^[-+]?\d+$/.test(part)) {
    const index = Number(part);
    if (index < 0) throw new KustomizeError(`array index ${index} cannot be negative`);
    return items(node)[index];
  }
  if (part === "-") return items(node).at(-1);
  if (part === "*") throw new KustomizeError("wildcard is not supported in PathGetter");
  if (isItemMatch(part)) return stepItem(node, part, create);
  if (create === 0) return getField(node, part);
  return isNull(node) ? undefined : fieldOrNew(node, part, kindBefore(next, create));
}

/** The items of a list. Throws NodeKindError where it is none. */
export function items(node: Node): Node[] {
  expectKind(node, Kind.sequence);
  return isNull(node) ? [] : node.content;
}

function stepItem(node: Node, part: string, create: number): Node | undefined {
  const [name, value] = itemMatch(part);
  const found = name === ""
    ? items(node).find((item) => item.value === value)
    : items(node).find((item) =>
      item.kind === Kind.mapping && getField(item, name)?.value === value
    );
  if (found !== undefined || create === 0) return found;
  const made = name === "" ? scalarNode(value) : newItem(name, scalarNode(value));
  node.content.push(made);
  return made;
}

/** An item of a list of mappings, with one field. */
export function newItem(name: string, value: Node): Node {
  const made = makeNode(Kind.mapping, "");
  made.content.push(scalarNode(name), value);
  return made;
}
