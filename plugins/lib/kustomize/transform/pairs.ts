import { Kind, type Node, scalarNode } from "contract/yaml";
import { setField } from "../model/fields.ts";
import { applyFieldSpecs, type FieldSpec } from "../model/field_spec.ts";
import type { Transform } from "./context.ts";

/** Sets labels or annotations wherever the specifications lead. */
export function pairsTransform(
  pairs: ReadonlyMap<string, string> | undefined,
  specs: readonly FieldSpec[],
): Transform {
  if (!pairs || pairs.size === 0) return () => {};
  const keys = [...pairs.keys()].sort();
  return (map) => {
    for (const { node } of map.list) if (node) setPairs(node, keys, pairs, specs);
    map.touch();
  };
}

function setPairs(
  object: Node,
  keys: readonly string[],
  pairs: ReadonlyMap<string, string>,
  specs: readonly FieldSpec[],
): void {
  for (const key of keys) {
    const value = scalarNode(pairs.get(key)!, "!!str");
    const set = (node: Node) => setField(node, key, value);
    applyFieldSpecs(object, specs, { set, kind: Kind.mapping, tag: "!!map" });
  }
}
