import { resources as table } from "../tables/resources.ts";
import { builtinNode, definitions } from "../types/builtin.ts";
import { bucketOf } from "./buckets.ts";
import type { Resource, Strategy, Subresource } from "./resource.ts";

interface Row {
  readonly groupVersion: string;
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** All resources that are served now, built-in and custom. */
export class Registry {
  readonly #byPath = new Map<string, Resource>();
  readonly #groups = new Map<string, Set<string>>();

  add(resource: Resource): void {
    this.#byPath.set(`${resource.group}/${resource.version}/${resource.plural}`, resource);
    const versions = this.#groups.get(resource.group) ?? new Set();
    this.#groups.set(resource.group, versions.add(resource.version));
  }

  /** Drops what a predicate names, and groups and versions that are empty then. */
  removeWhere(gone: (resource: Resource) => boolean): void {
    for (const [path, resource] of this.#byPath) if (gone(resource)) this.#byPath.delete(path);
    this.#groups.clear();
    for (const resource of [...this.#byPath.values()]) this.add(resource);
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  hasGroup(group: string): boolean {
    return this.#groups.has(group);
  }

  hasVersion(group: string, version: string): boolean {
    return this.#groups.get(group)?.has(version) ?? false;
  }

  /** The resource of a kind. */
  ofKind(group: string, version: string, kind: string): Resource | undefined {
    for (const resource of this.#byPath.values()) {
      if (resource.kind === kind && resource.group === group && resource.version === version) {
        return resource;
      }
    }
    return undefined;
  }

  /** A resource in whatever version. */
  anyVersion(group: string, plural: string): Resource | undefined {
    for (const resource of this.#byPath.values()) {
      if (resource.plural === plural && resource.group === group) return resource;
    }
    return undefined;
  }

  all(): Iterable<Resource> {
    return this.#byPath.values();
  }

  versionsOf(group: string): readonly string[] {
    return [...this.#groups.get(group) ?? []];
  }
}

/** Definition names by `group/version/Kind`. */
function kindNames(): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    const kinds = definition["x-kubernetes-group-version-kind"] ?? [];
    if (kinds.length !== 1) continue;
    const [{ group, version, kind }] = kinds as [{ group: string; version: string; kind: string }];
    names.set(`${group}/${version}/${kind}`, name);
  }
  return names;
}

/** Adds the built-in resources, each with its rules. */
export function addBuiltin(registry: Registry, strategyOf: (bucket: string) => Strategy): void {
  const rows = table as readonly Row[];
  const names = kindNames();
  for (const row of rows) {
    if (row.name.includes("/")) continue;
    const [group, version] = splitGroupVersion(row.groupVersion);
    const definition = names.get(`${group}/${version}/${row.kind}`);
    if (definition === undefined) continue;
    const bucket = bucketOf(group, row.name);
    registry.add({
      group,
      version,
      plural: row.name,
      singular: row.singularName,
      kind: row.kind,
      listKind: `${row.kind}List`,
      namespaced: row.namespaced,
      verbs: row.verbs,
      shortNames: row.shortNames ?? [],
      categories: row.categories ?? [],
      subresources: subresourcesOf(rows, row, group, version),
      bucket,
      get node() {
        return builtinNode(definition);
      },
      strategy: strategyOf(bucket),
    });
  }
}

function subresourcesOf(
  rows: readonly Row[],
  row: Row,
  group: string,
  version: string,
): Subresource[] {
  const prefix = `${row.name}/`;
  return rows.filter((sub) => sub.groupVersion === row.groupVersion && sub.name.startsWith(prefix))
    .map((sub) => ({
      name: sub.name.slice(prefix.length),
      kind: sub.kind,
      group: sub.group ?? group,
      version: sub.version ?? version,
      verbs: sub.verbs,
    }));
}

/** `apps/v1` -> ["apps", "v1"], `v1` -> ["", "v1"]. */
export function splitGroupVersion(text: string): [string, string] {
  const at = text.indexOf("/");
  return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + 1)];
}
