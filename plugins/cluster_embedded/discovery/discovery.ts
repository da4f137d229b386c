import type { Api } from "../api.ts";
import type { Tree } from "../json/tree.ts";
import { groupVersion, type Resource, type Subresource } from "../registry/resource.ts";
import { compareVersions } from "./versions.ts";

/** Groups in the order in which a real server names them. */
export const order = [
  ...["apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io"],
  ...["authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io"],
  ...["networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io"],
  ...["admissionregistration.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io"],
  ...["coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "resource.k8s.io"],
  ...["flowcontrol.apiserver.k8s.io"],
];

/** Served groups but the core one, in order. */
export function groupsOf(api: Api): string[] {
  const groups = new Set([...api.registry.all()].map(({ group }) => group));
  groups.delete("");
  const place = (group: string) => {
    const at = order.indexOf(group);
    return at < 0 ? order.length : at;
  };
  return [...groups].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Versions of a group, the preferred one first: v2 before v1 before v1beta1 before v1alpha1. */
export function versionsOf(api: Api, group: string): string[] {
  return [...api.registry.versionsOf(group)].sort(compareVersions);
}

/** APIGroup of a group. */
export function apiGroup(api: Api, group: string): Tree {
  const versions = versionsOf(api, group).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

const byName = (
  a: { name: unknown },
  b: { name: unknown },
) => (String(a.name) < String(b.name) ? -1 : 1);

/** APIResourceList of a group and version. */
export function resourceList(api: Api, group: string, version: string): Tree {
  const resources = [...api.registry.all()]
    .filter((resource) => resource.group === group && resource.version === version)
    .flatMap(entries);
  if (
    !resources.some(({ name }) => api.registry.find(group, version, name)?.custom !== undefined)
  ) {
    resources.sort(byName);
  }
  return {
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: groupVersion({ group, version }),
    resources,
  };
}

function entries(resource: Resource): { name: string }[] {
  const own = {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
  };
  return [own, ...resource.subresources.map((sub) => subEntry(resource, sub))];
}

function subEntry(resource: Resource, sub: Subresource) {
  const foreign = sub.group !== resource.group || sub.version !== resource.version;
  return {
    name: `${resource.plural}/${sub.name}`,
    singularName: "",
    namespaced: resource.namespaced,
    ...(foreign ? { group: sub.group, version: sub.version } : {}),
    kind: sub.kind,
    verbs: sub.verbs,
  };
}
