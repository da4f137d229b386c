import type { Api } from "../api.ts";
import type { Tree } from "../json/tree.ts";
import { type Resource } from "../registry/resource.ts";
import { versionsOf } from "./discovery.ts";

/** The items of aggregated discovery (apidiscovery.k8s.io/v2) for some groups. */
export function aggregated(api: Api, groups: readonly string[]): Tree {
  const items = groups.map((group) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versionsOf(api, group).map((version) => ({
      version,
      resources: [...api.registry.all()]
        .filter((resource) => resource.group === group && resource.version === version)
        .map(aggregatedResource).sort((a, b) => (a.resource < b.resource ? -1 : 1)),
      freshness: "Current",
    })),
  }));
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  };
}

function aggregatedResource(resource: Resource) {
  const subresources = resource.subresources.map((sub) => ({
    subresource: sub.name,
    responseKind: responseKind(resource, sub.kind, sub.group, sub.version),
    verbs: sub.verbs,
  }));
  if (resource.custom === undefined) {
    subresources.sort((a, b) => (a.subresource < b.subresource ? -1 : 1));
  }
  return {
    resource: resource.plural,
    responseKind: responseKind(resource, resource.kind, resource.group, resource.version),
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}

/** A built-in kind of the resource's own group and version is named by its kind alone. */
function responseKind(resource: Resource, kind: string, group: string, version: string): Tree {
  const own = group === resource.group && version === resource.version &&
    resource.custom === undefined;
  return own ? { group: "", version: "", kind } : { group, version, kind };
}
