import { Kind, makeNode, type Node, scalarNode } from "contract/yaml";
import { expectKind, field, getField, isNull, setField } from "../model/fields.ts";
import { type Directive, takeDirective } from "./directive.ts";
import { elementValues, findElement, setElement } from "./elements.ts";
import { distinct, joinValues, usedKeys } from "./list_keys.ts";
import {
  builtInSchema,
  isMergedList,
  type Known,
  knownField,
  knownItem,
  knownObject,
  type Schema,
} from "./schema.ts";

/** How two trees are merged. */
export interface MergeOptions {
  readonly schema?: Schema;
  /** Where new items of a list go: kustomize's patches put them first. */
  readonly newItems?: "first" | "last";
  /** Whether a list of items that all have a `name` is merged by it where nothing is known of it. */
  readonly infer?: boolean;
}

type Slot = Node | undefined;

/** A null that stays, with its text: one that a patch does not speak of. */
const keptNulls = new WeakSet<Node>();

/** Merges `patch` into `dest`, in place as far as can be; undefined where nothing is left. */
export function strategicMerge(dest: Slot, patch: Slot, options: MergeOptions = {}): Slot {
  return new Merger(options).merge(dest, patch, undefined);
}

class Merger {
  readonly #schema: Schema;
  readonly #first: boolean;
  readonly #infer: boolean;

  constructor({ schema = builtInSchema, newItems = "first", infer = false }: MergeOptions) {
    this.#schema = schema;
    this.#first = newItems === "first";
    this.#infer = infer;
  }

  merge(dest: Slot, patch: Slot, known: Known | undefined): Slot {
    const here = known ?? knownObject(this.#schema, [dest, patch]);
    const kind = !isNull(dest) ? (dest as Node).kind : !isNull(patch) ? (patch as Node).kind : 0;
    if (kind === 0) return this.#map(dest, patch, here);
    expectKind(dest, kind);
    expectKind(patch, kind);
    if (kind === Kind.mapping) return this.#map(dest, patch, here);
    if (kind === Kind.scalar) return patch ?? dest;
    if (kind !== Kind.sequence) return undefined;
    takeStyle(dest, patch);
    if (this.#isMerged(here, dest, patch)) return this.#mergedList(dest, patch, here);
    return patch ?? dest;
  }

  #isMerged(known: Known | undefined, ...lists: Slot[]): boolean {
    if (known !== undefined) return isMergedList(known);
    return this.#infer && lists.some((list) => !isNull(list) && hasNames(list as Node));
  }

  #map(dest: Slot, patch: Slot, known: Known | undefined): Slot {
    const target = visitMap(dest, patch);
    if (target === undefined) return undefined;
    const names = new Set<string>();
    for (const node of [target, patch]) {
      if (node === undefined || node.kind !== Kind.mapping) continue;
      for (let i = 0; i < node.content.length; i += 2) names.add(node.content[i]!.value);
    }
    for (const name of [...names].sort()) this.#mergeField(target, patch, name, known);
    return target;
  }

  #mergeField(target: Node, patch: Slot, name: string, known: Known | undefined): void {
    const [mine, theirs] = [field(target, name), field(patch, name)];
    const value = this.merge(mine, theirs, knownField(known, name));
    const keepNull = value !== undefined && keptNulls.has(value);
    const keyStyle = value === undefined
      ? 0
      : keyOf(value === theirs ? patch : target, name)?.style ?? 0;
    setField(target, name, value, { keepNull, keyStyle });
  }

  #mergedList(dest: Slot, patch: Slot, known: Known | undefined): Slot {
    const target = visitList(dest, patch);
    if (target === undefined) return undefined;
    let keys = known?.rule.k ?? [];
    if (known?.rule.s === undefined) keys = ["name"];
    const sources = this.#first ? [patch, target] : [target, patch];
    const values = distinct(sources.flatMap((list) => elementValues(list, keys)));
    if (values.length > 0 || keys.length > 0) {
      return this.#items(target, patch, keys, values, known);
    }
    const texts = distinct(
      sources.flatMap((list) => (list?.content ?? []).map((item) => [item.value])),
    );
    return this.#items(target, patch, [""], texts, known);
  }

  #items(
    dest: Node,
    patch: Slot,
    keys: readonly string[],
    all: (readonly string[])[],
    known: Known | undefined,
  ): Slot {
    const added = makeNode(Kind.sequence, "");
    const values = keys.length > 1 ? joinValues(all) : all;
    let used = keys;
    let target = dest;
    for (const one of values) {
      if (one.length === 0) continue;
      const valid = usedKeys(values, one, keys);
      used = valid.keys;
      this.#item(target, patch, valid.keys, valid.values, added, known);
    }
    if (values.length > 0) {
      target = this.#first ? appendItems(added, target, used) : appendItems(target, added, used);
    }
    if (target !== dest) {
      dest.content = target.content;
      target = dest;
    }
    return isNull(target) ? undefined : target;
  }

  #item(
    dest: Node,
    patch: Slot,
    keys: readonly string[],
    values: readonly string[],
    added: Node,
    known: Known | undefined,
  ): void {
    const own = usedKeys([values], values, keys);
    const [mine, theirs] = [
      findElement(dest, own.keys, own.values),
      findElement(patch, own.keys, own.values),
    ];
    const value = this.merge(mine, theirs, knownItem(known));
    if (isNull(value) || (value!.kind === Kind.mapping && value!.content.length === 0)) {
      setElement(dest, undefined, keys, values);
      return;
    }
    keys.forEach((key, i) => {
      const missing = key !== "" && field(value, key) === undefined && values[i] !== "";
      if (missing) setField(value as Node, key, scalarNode(values[i]!));
    });
    setElement(added, value, keys, values);
  }
}

const hasNames = (list: Node) => list.content.every((item) => field(item, "name") !== undefined);

const keyOf = (node: Slot, name: string) =>
  node?.kind === Kind.mapping
    ? node.content.find((key, i) => i % 2 === 0 && key.value === name)
    : undefined;

/** An empty collection takes the style of what is merged into it. */
function takeStyle(dest: Slot, patch: Slot): void {
  if (dest && patch && dest.kind !== Kind.scalar && dest.content.length === 0) {
    dest.style = patch.style;
  }
}

function visitMap(dest: Slot, patch: Slot): Slot {
  takeStyle(dest, patch);
  if (isNull(dest)) {
    const scalar = patch !== undefined && patch.kind === Kind.scalar;
    if (!scalar && quietDirective(patch) === "delete") return undefined;
    if (patch === undefined && dest !== undefined && (dest as Node).value !== "") {
      const kept = scalarNode((dest as Node).value, "!!null");
      keptNulls.add(kept);
      return kept;
    }
    return patch;
  }
  return visitCollection(dest as Node, patch);
}

function quietDirective(patch: Slot): Directive {
  try {
    return takeDirective(patch);
  } catch {
    return "merge";
  }
}

function visitList(dest: Slot, patch: Slot): Slot {
  return isNull(dest) ? patch : visitCollection(dest as Node, patch);
}

function visitCollection(dest: Node, patch: Slot): Slot {
  if (patch !== undefined && isNull(patch)) return undefined;
  const directive = takeDirective(patch);
  if (directive === "delete") return undefined;
  return directive === "replace" ? patch : dest;
}

/** Adds the items of `from` to `to`: an item with the same values at the keys takes the place of the one before. */
function appendItems(to: Node, from: Node, keys: readonly string[]): Node {
  if (to === from) return to;
  for (const item of [...from.content]) {
    if (keys[0] === "") {
      setElement(to, item, [""], [item.value]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const found = getField(item, key);
      if (found === undefined) to.content.push(item);
      else values.push(found.value);
    }
    if (keys.length > 1) setElement(to, undefined, keys, values);
    setElement(to, item, keys, values);
  }
  return to;
}
