import { Kind, type Node } from "contract/yaml";
import { field, isEmpty, isNull } from "../model/fields.ts";

const isEmptyMap = (node: Node) =>
  isNull(node) || (node.kind === Kind.mapping && node.content.length === 0);

/** Whether an item has the values at the keys; the key "" stands for the item's own text. */
function matches(item: Node, keys: readonly string[], values: readonly string[]): boolean {
  let found = false;
  for (let i = 0; i < keys.length; i++) {
    const [key, value] = [keys[i]!, values[i]];
    if (value === undefined) continue;
    if (key === "") found = item.kind === Kind.scalar && item.value === value;
    else {
      const at = field(item, key);
      found = at !== undefined && (value === "" || at.value === value);
    }
    if (!found) return false;
  }
  return found;
}

/** Puts `element` in the place of the items with the values at the keys, or at the end; undefined removes them. */
export function setElement(
  list: Node,
  element: Node | undefined,
  keys: readonly string[],
  values: readonly string[],
): void {
  const byKey = keys.length > 0 && keys[0] !== "" && values.length > 0 && values[0] !== "";
  const content: Node[] = [];
  let matched = false;
  for (const item of list.content) {
    if (isEmptyMap(item)) continue;
    if (item.kind !== Kind.mapping && byKey) content.push(item);
    else if (!matches(item, keys, values)) {
      if (values.length > 0) content.push(item);
    } else {
      matched = true;
      if (element !== undefined) content.push(element);
    }
  }
  list.content = content;
  if (!isNull(element) && !matched) list.content.push(element as Node);
}

/** The first item with exactly the values at the keys. */
export function findElement(
  list: Node | undefined,
  keys: readonly string[],
  values: readonly string[],
): Node | undefined {
  if (list === undefined || list.kind !== Kind.sequence) return undefined;
  if (keys.length === 0 || keys[0] === "") {
    return list.content.find((item) => item.value === (values[0] ?? ""));
  }
  if (keys.length !== values.length) return undefined;
  return list.content.find((item) =>
    item.kind === Kind.mapping && keys.every((key, i) => field(item, key)?.value === values[i])
  );
}

/** For each item its values at the keys; "" where it has none. */
export function elementValues(list: Node | undefined, keys: readonly string[]): string[][] {
  if (list === undefined || list.kind !== Kind.sequence) return [];
  return list.content.map((item) =>
    keys.map((key) => {
      const found = field(item, key);
      return isEmpty(found) ? "" : found!.value;
    })
  );
}
