import { encodeJson } from "contract/yaml";
import { showInternal } from "./internal_annotations.ts";
import { objectValue } from "./output.ts";
import { copyResource, type Resource } from "./resource.ts";

/** A resource as messages show it: JSON, with what the build remembers. */
export function resourceJson(resource: Resource): string {
  const copy = copyResource(resource);
  showInternal(copy);
  return encodeJson(objectValue(copy.node!));
}
