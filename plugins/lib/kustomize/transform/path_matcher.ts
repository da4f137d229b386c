import { Kind, makeNode, type Node, parseNode, scalarNode } from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import { expectKind, field, getField, isNull, nodeText, setField } from "../model/fields.ts";
import {
  isIndex,
  isItemMatch,
  itemMatch,
  items,
  kindBefore,
  newItem,
} from "../model/field_path.ts";
import { searchMatcher } from "../model/pattern.ts";

/** Every node at a path with `*`, `[name=pattern]` and indices; with `create` what is missing is made. */
export function matchPath(node: Node, path: readonly string[], create = 0): Node[] {
  if (path.length === 0) return [node];
  const [part, ...rest] = path as [string, ...string[]];
  if (isIndex(part)) return matchIndex(node, Number(part), rest, create);
  if (isItemMatch(part)) return matchItems(node, part, rest, create);
  if (part === "*") return items(node).flatMap((item) => matchPath(item, rest, create));
  return matchField(node, part, rest, create);
}

function matchField(node: Node, name: string, rest: readonly string[], create: number): Node[] {
  if (name === "") {
    expectKind(node, Kind.scalar);
    return node.value === "" && !isNull(node) ? matchPath(node, rest, create) : [];
  }
  let found = getField(node, name);
  if (found === undefined) {
    if (create === 0 || isNull(node)) return [];
    found = makeNode(kindBefore(rest[0] ?? "", create), "");
    setField(node, name, found);
  }
  if (found.kind === Kind.scalar && rest.length > 0) {
    const parsed = parseNode(found.value, { comments: true });
    return parsed === undefined ? [] : matchPath(parsed, rest, create);
  }
  return matchPath(found, rest, create);
}

function matchIndex(node: Node, index: number, rest: readonly string[], create: number): Node[] {
  const list = items(node);
  if (list.length === index && create !== 0) {
    list.push(makeNode(kindBefore(rest[0] ?? "", create), ""));
  }
  const item = list[index];
  if (item === undefined) {
    throw new KustomizeError(`index ${index} specified but only ${list.length} elements found`);
  }
  return matchPath(item, rest, create);
}

function matchItems(node: Node, part: string, rest: readonly string[], create: number): Node[] {
  const [name, pattern] = itemMatch(part);
  const matches = searchMatcher(pattern);
  const find = () =>
    items(node).flatMap((item) => {
      const value = name === "" ? item : field(item, name);
      if (value === undefined || !matches(nodeText(value).trim())) return [];
      return name === "" ? [item] : matchPath(item, rest, create);
    });
  const found = find();
  if (found.length > 0 || create === 0) return found;
  const value = scalarNode(pattern);
  items(node).push(name === "" ? value : newItem(name, value));
  return find();
}
