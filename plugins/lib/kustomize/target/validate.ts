import { KustomizeError } from "../errors.ts";
import { metaMap } from "../model/ids.ts";
import { objectYaml } from "../model/output.ts";
import { setMetaMap } from "../model/resource.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import type { Plugin } from "./plugins.ts";

const VALIDATED_BY = "validated-by";

/** Runs a validator, which may only add the label `validated-by`. Throws KustomizeError where it changes more. */
export function validate(
  map: ResourceMap,
  { plugin, id }: { readonly plugin: Plugin; readonly id: string },
): void {
  if (!("transform" in plugin)) throw new KustomizeError(`plugin ${id} not a transformer`);
  const before = texts(map);
  plugin.transform(map);
  const after = texts(map);
  if (before.length === after.length && before.every((text, i) => text === after[i])) return;
  throw new KustomizeError("validator shouldn't modify the resource map: nodes unequal");
}

function texts(map: ResourceMap): string[] {
  return map.list.map(({ node }) => {
    if (node === undefined) return "";
    const labels = metaMap(node, "labels");
    if (labels.delete(VALIDATED_BY)) {
      const copy = structuredClone(node);
      setMetaMap(copy, "labels", labels);
      return objectYaml(copy);
    }
    return objectYaml(node);
  });
}
