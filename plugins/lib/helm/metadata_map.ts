import { type GoMap, TypedMap } from "../gotemplate/mod.ts";
import type { Dependency, Metadata } from "./metadata.ts";

function dependencyMap(dependency: Dependency): GoMap {
  return new Map<string, unknown>([
    ["Name", dependency.name],
    ["Version", dependency.version],
    ["Repository", dependency.repository],
    ["Condition", dependency.condition],
    ["Tags", [...dependency.tags]],
    ["Enabled", true],
    ["ImportValues", [...dependency.importValues]],
    ["Alias", dependency.alias],
  ]);
}

/** `.Chart`: the fields of Chart.yaml under their Go names. */
export function metadataMap(metadata: Metadata, name: string, isRoot: boolean): GoMap {
  return new Map<string, unknown>([
    ["Name", name],
    ["Home", metadata.home],
    ["Sources", [...metadata.sources]],
    ["Version", metadata.version],
    ["Description", metadata.description],
    ["Keywords", [...metadata.keywords]],
    [
      "Maintainers",
      metadata.maintainers.map(({ name, email, url }) =>
        new Map([["Name", name], ["Email", email], ["URL", url]])
      ),
    ],
    ["Icon", metadata.icon],
    ["APIVersion", metadata.apiVersion],
    ["Condition", metadata.condition],
    ["Tags", metadata.tags],
    ["AppVersion", metadata.appVersion],
    ["Deprecated", metadata.deprecated],
    [
      "Annotations",
      new TypedMap(
        "map[string]string",
        "string",
        metadata.annotations.size > 0 ? metadata.annotations : undefined,
      ),
    ],
    ["KubeVersion", metadata.kubeVersion],
    ["Dependencies", metadata.dependencies.map(dependencyMap)],
    ["Type", metadata.type],
    ["IsRoot", isRoot],
  ]);
}
