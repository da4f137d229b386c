import { Kind, scalarNode } from "contract/yaml";
import type { Replica } from "../config/types.ts";
import { KustomizeError } from "../errors.ts";
import { setScalar } from "../model/fields.ts";
import { applyFieldSpec, type FieldSpec } from "../model/field_spec.ts";
import { gvkText, isSelected } from "../model/ids.ts";
import type { Transform } from "./context.ts";

/** Sets how many replicas the workloads of a name have. Throws KustomizeError where there is none. */
export function replicasTransform(replica: Replica, specs: readonly FieldSpec[]): Transform {
  return (map) => {
    let found = false;
    for (const spec of specs) {
      for (
        const { node } of map.matching((id) => id.name === replica.name && isSelected(id, spec))
      ) {
        found = true;
        applyFieldSpec(node!, spec, {
          set: (target) => setScalar(target, scalarNode(String(replica.count), "!!int")),
          kind: Kind.scalar,
          tag: "!!int",
        });
      }
    }
    if (found) return map.touch();
    throw new KustomizeError(
      `resource with name ${replica.name} does not match a config with the following GVK [${
        specs.map(gvkText).join(" ")
      }]`,
    );
  };
}
