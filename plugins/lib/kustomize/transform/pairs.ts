import { Kind, type Node, scalarNode } from "contract/yaml";
import { setField } from "../model/fields.ts";
import { applyFieldSpecs, type FieldSpec } from "../model/field_spec.ts";
import type { Transform } from "./context.ts";

/** The annotation of what is for the build alone. */
export const LOCAL = "config.kubernetes.io/local-config";

/** Sets labels or annotations wherever the specifications lead. */
export function pairsTransform(
  pairs: ReadonlyMap<string, string> | undefined,
  specs: readonly FieldSpec[],
): Transform {
  if (!pairs || pairs.size === 0) return () => {};
  const keys = [...pairs.keys()].sort();
  return (map) => {
    for (const resource of map.list) {
      const { node } = resource;
      if (!node) continue;
      const set = () => setPairs(node, keys, pairs, specs);
      if (resource.isStub && !pairs.has(LOCAL)) (resource.due ??= []).push(set);
      else set();
    }
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
