import { hashedText, hashText } from "../generate/hash.ts";
import { metaText } from "../model/ids.ts";
import { rememberId, setName } from "../model/resource.ts";
import { FullBuildNeeded } from "../target/stubs.ts";
import type { Transform } from "./context.ts";

/** Ends the names of generated resources with the hash of their content. */
export const hashTransform: Transform = (map) => {
  for (const resource of map.list) {
    if (!resource.needsHash || !resource.node) continue;
    if (resource.isStub) throw new FullBuildNeeded();
    const hash = hashText(hashedText(resource.node));
    rememberId(resource);
    setName(resource.node, `${metaText(resource.node, "name")}-${hash}`);
  }
  map.touch();
};
