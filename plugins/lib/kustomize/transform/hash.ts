import { hashedText, hashText } from "../generate/hash.ts";
import type { Node } from "contract/yaml";
import { metaMap, metaText } from "../model/ids.ts";
import { showInternal } from "../model/internal_annotations.ts";
import { copyResource, rememberId, type Resource, setMetaMap, setName } from "../model/resource.ts";
import { FullBuildNeeded } from "../target/stubs.ts";
import type { Transform } from "./context.ts";

/** Ends the names of generated resources with the hash of their content. */
export const hashTransform: Transform = (map) => {
  for (const resource of map.list) {
    if (!resource.needsHash || !resource.node) continue;
    if (resource.isStub) throw new FullBuildNeeded();
    const hash = hashText(hashedText(written(resource)));
    rememberId(resource);
    setName(resource.node, `${metaText(resource.node, "name")}-${hash}`);
  }
  map.touch();
};

/** The object as upstream keeps it: with what the build remembers of it. */
function written(resource: Resource): Node {
  const copy = copyResource(resource);
  showInternal(copy);
  setMetaMap(copy.node!, "annotations", metaMap(copy.node, "annotations"));
  return copy.node!;
}
