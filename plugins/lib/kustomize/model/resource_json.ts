import { encodeJson } from "contract/yaml";
import { showInternal } from "./internal_annotations.ts";
import { objectValue, objectYaml } from "./output.ts";
import { copyResource, type Resource } from "./resource.ts";

function withInternal(resource: Resource) {
  const copy = copyResource(resource);
  showInternal(copy);
  return copy.node!;
}

/** A resource as messages show it: JSON, with what the build remembers. */
export function resourceJson(resource: Resource): string {
  return encodeJson(objectValue(withInternal(resource)));
}

/** The same as YAML. */
export function resourceYaml(resource: Resource): string {
  return objectYaml(withInternal(resource));
}
