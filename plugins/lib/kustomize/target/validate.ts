import type { Node } from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import { idKey, metaMap } from "../model/ids.ts";
import { resourceJson } from "../model/resource_json.ts";
import { copyResource, currentId, type Resource, setMetaMap } from "../model/resource.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import type { Plugin } from "./plugins.ts";

const VALIDATED_BY = "validated-by";

/** Runs a validator, which may only add the label `validated-by`. Throws KustomizeError where it changes more. */
export function validate(
  map: ResourceMap,
  { plugin, id }: { readonly plugin: Plugin; readonly id: string },
): void {
  if (!("transform" in plugin)) throw new KustomizeError(`plugin ${id} not a transformer`);
  const before = map.list.map(copyResource);
  plugin.transform(map);
  const after = map.list.map(withoutMark);
  const refused = (what: string) =>
    new KustomizeError(`validator shouldn't modify the resource map: ${what}`);
  if (before.length !== after.length) throw refused("lists have different number of entries");
  const byId = new Map(after.map((one) => [idKey(currentId(one)), one]));
  for (const old of before) {
    const now = byId.get(idKey(currentId(old)));
    if (now === undefined) throw refused("id in self missing from other");
    if (sameNode(old.node, now.node)) continue;
    throw refused(`nodes unequal: \n -- ${resourceJson(old)},\n -- ${resourceJson(now)}\n`);
  }
}

function withoutMark(resource: Resource): Resource {
  const copy = copyResource(resource);
  const labels = metaMap(copy.node, "labels");
  if (labels.delete(VALIDATED_BY)) setMetaMap(copy.node!, "labels", labels);
  return copy;
}

/** Whether two nodes are the same down to style and place: labels that were read from a file and set anew are not. */
function sameNode(a: Node | undefined, b: Node | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.kind === b.kind && a.style === b.style && a.tag === b.tag && a.value === b.value &&
    a.line === b.line && a.column === b.column && a.content.length === b.content.length &&
    a.content.every((child, i) => sameNode(child, b.content[i]));
}
