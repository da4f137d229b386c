import { goPrint } from "../apply/typed_check.ts";
import { badRequest, internal } from "../errors/api_error.ts";
import { equal, isTree, type Tree } from "../json/tree.ts";
import { childNode, type Field, type TypeNode } from "../types/node.ts";
import { sortedBy } from "./list_order.ts";

const directive = "$patch", retainKeys = "$retainKeys";
const deleteFrom = "$deleteFromPrimitiveList/", setOrder = "$setElementOrder/";

/** The target after a strategic merge patch by the merge keys of its type. Throws 400 or 500. */
export function strategicPatch(node: TypeNode, target: Tree, patch: Tree): Tree {
  return mergeTrees(node, target, patch);
}

const directives: readonly unknown[] = ["replace", "delete", "merge"];

const unknownDirective = (patch: Tree) =>
  internal(`unknown patch type: ${patch[directive]} in map: ${goPrint(patch)}`);

function mergeTrees(node: TypeNode, target: Tree, patch: Tree): Tree {
  if (directive in patch) {
    const { [directive]: value, ...rest } = patch;
    if (value === "replace") return rest;
    if (value === "delete") return {};
    if (value !== "merge") throw unknownDirective(patch);
    patch = rest;
  }
  const result = retained(target, patch);
  for (const key in patch) {
    if (key === retainKeys || key.startsWith(setOrder)) continue;
    if (key.startsWith(deleteFrom)) {
      const name = key.slice(deleteFrom.length), gone = patch[key];
      const list = result[name];
      if (Array.isArray(list) && Array.isArray(gone)) {
        result[name] = list.filter((item) => !gone.some((g) => equal(g, item)));
      }
      continue;
    }
    if (patch[key] === null) {
      delete result[key];
      continue;
    }
    result[key] = mergeValue(node, key, result[key], patch);
  }
  return ordered(node, result, patch);
}

/** `$retainKeys` empties what it does not name. */
function retained(target: Tree, patch: Tree): Tree {
  const keep = patch[retainKeys];
  if (!Array.isArray(keep)) return { ...target };
  const others = Object.keys(patch).filter((key) => !key.startsWith("$") && !keep.includes(key));
  if (others.length > 0) throw badRequest("invalid patch format of retainKeys");
  const result: Tree = {};
  for (const key in target) if (keep.includes(key)) result[key] = target[key];
  return result;
}

function mergeValue(node: TypeNode, key: string, current: unknown, patch: Tree): unknown {
  const given = patch[key];
  const field = node.fields?.get(key);
  const type = field?.type ?? childNode(node, key);
  const strategies = field?.strategies ?? [];
  if (isTree(given)) {
    if (!isTree(current)) return cleaned(type, given);
    if (strategies.includes("replace")) return given;
    return mergeTrees(type, current, given);
  }
  if (!Array.isArray(given) || !strategies.includes("merge")) return given;
  const list = Array.isArray(current) ? current : [];
  checkOrder(given, patch[setOrder + key], field?.mergeKey);
  return field!.mergeKey === undefined
    ? mergeScalars(list, given, patch[setOrder + key])
    : mergeByKey(field!, list, given, patch[setOrder + key]);
}

/** The items of a patch must stand in the order that it names. Throws 500. */
function checkOrder(given: unknown[], order: unknown, mergeKey: string | undefined): void {
  if (!Array.isArray(order)) return;
  const keyOf = (item: unknown) => mergeKey !== undefined && isTree(item) ? item[mergeKey] : item;
  const present = given.filter((item) => !isTree(item) || item[directive] === undefined);
  let at = 0;
  for (const item of present) {
    while (at < order.length && !equal(keyOf(order[at]), keyOf(item))) at++;
    if (at++ < order.length) continue;
    throw internal(
      `The order in patch list:\n${goPrint(present)}\n doesn't match ${
        setOrder.slice(0, -1)
      } list:\n${goPrint(order)}\n`,
    );
  }
}

/** A patch laid over nothing: its directives are dropped. */
function cleaned(node: TypeNode, patch: Tree): Tree {
  if (directive in patch) return {};
  return mergeTrees(node, {}, patch);
}

/** Without an order given, the patch is one: new scalars come before those that stand alone. */
function mergeScalars(list: unknown[], given: unknown[], order: unknown): unknown[] {
  const all = [...given, ...list.filter((item) => !given.some((g) => equal(g, item)))];
  const unique = all.filter((item, i) => all.findIndex((other) => equal(other, item)) === i);
  return sortedBy(unique, Array.isArray(order) ? order : given, (item) => item, list);
}

function mergeByKey(field: Field, list: unknown[], given: unknown[], order: unknown): unknown[] {
  const key = field.mergeKey!, type = field.type.items!;
  let result = [...list];
  const replaced = given.some((item) => isTree(item) && item[directive] === "replace");
  if (replaced) return given.filter((item) => isTree(item) && item[directive] === undefined);
  const added: unknown[] = [];
  for (const item of given) {
    if (!isTree(item)) {
      throw internal(`list element types are not identical: ${goPrint([list, given])}`);
    }
    const what = item[directive];
    if (what !== undefined && !directives.includes(what)) throw unknownDirective(item);
    if (item[key] === undefined) {
      throw internal(`map: ${goPrint(item)} does not contain declared merge key: ${key}`);
    }
    const at = result.findIndex((other) => isTree(other) && equal(other[key], item[key]));
    if (item[directive] === "delete") {
      result = result.filter((other) => !isTree(other) || !equal(other[key], item[key]));
    } else if (at >= 0) result[at] = mergeTrees(type, result[at] as Tree, item);
    else added.push(cleaned(type, item));
  }
  const merged = [...added, ...result];
  const keyOf = (item: unknown) => isTree(item) ? item[key] : item;
  return Array.isArray(order)
    ? sortedBy(merged, order, keyOf, list)
    : orderedAfter(merged, given, list, keyOf);
}

/** Without an order given, patched items come in the patch's order before the rest. */
function orderedAfter(
  merged: unknown[],
  given: unknown[],
  list: unknown[],
  keyOf: (item: unknown) => unknown,
): unknown[] {
  return sortedBy(merged, given, keyOf, list);
}

/** Orders lists that the patch names an order for but gives no items of. */
function ordered(node: TypeNode, result: Tree, patch: Tree): Tree {
  for (const key in patch) {
    if (!key.startsWith(setOrder)) continue;
    const name = key.slice(setOrder.length), order = patch[key];
    const list = result[name];
    if (name in patch || !Array.isArray(list) || !Array.isArray(order)) continue;
    const mergeKey = node.fields?.get(name)?.mergeKey;
    const keyOf = (item: unknown) => mergeKey !== undefined && isTree(item) ? item[mergeKey] : item;
    result[name] = sortedBy(list, order, keyOf, list);
  }
  return result;
}
