import { Kind, type Node, scalarNode } from "contract/yaml";
import { expectKind, setScalar } from "../model/fields.ts";
import { applyFieldSpec, type FieldSpec } from "../model/field_spec.ts";
import { type Gvk, isSelected } from "../model/ids.ts";
import { originalId, rememberId } from "../model/resource.ts";
import type { Transform } from "./context.ts";

/** Kinds whose names are never changed. */
const SKIPPED: readonly Gvk[] = [
  { group: "", version: "", kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", version: "", kind: "APIService" },
  { group: "", version: "", kind: "Namespace" },
];

/** Puts a prefix or a suffix to names. */
export function affixTransform(
  side: "prefix" | "suffix",
  affix: string,
  specs: readonly FieldSpec[],
): Transform {
  const set = (node: Node) => {
    expectKind(node, Kind.scalar);
    setScalar(node, scalarNode(side === "prefix" ? affix + node.value : node.value + affix));
  };
  return (map) => {
    for (const resource of map.list) {
      const id = originalId(resource);
      if (!resource.node || SKIPPED.some((gvk) => isSelected(id, gvk))) continue;
      for (const spec of specs) {
        if (!isSelected(id, spec)) continue;
        if (spec.path === "metadata/name" && affix !== "") {
          resource[side === "prefix" ? "prefixes" : "suffixes"].push(affix);
          rememberId(resource);
        }
        applyFieldSpec(resource.node, spec, { set, kind: Kind.scalar, tag: "!!str" });
      }
    }
    map.touch();
  };
}
