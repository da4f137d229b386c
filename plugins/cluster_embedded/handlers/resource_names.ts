import { type Resource } from "../registry/resource.ts";

/** The group and plural of a resource, for errors. */
export function named(resource: Resource) {
  return { group: resource.group, name: resource.plural };
}

/** The group and kind of a resource, for errors of validation. */
export function namedKind(resource: Resource) {
  // Events are one kind in two groups, and judged as what they are in the older one.
  const group = resource.bucket === "/events" ? "" : resource.group;
  return { group, name: resource.kind };
}
