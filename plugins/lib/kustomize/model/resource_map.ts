import { KustomizeError } from "../errors.ts";
import { idKey, idText, type ResId } from "./ids.ts";
import { allIds, currentId, isGone, type Resource } from "./resource.ts";

/** The resources of a build in their order, found by id in constant time. */
export class ResourceMap {
  #list: Resource[] = [];
  #current: Map<string, number> | undefined;
  #any: Map<string, Resource[]> | undefined;

  /** In order; whoever changes one of them calls `touch()`. */
  get list(): readonly Resource[] {
    return this.#list;
  }

  /** Forgets what was indexed: ids may have changed. */
  touch(): void {
    this.#current = undefined;
    this.#any = undefined;
  }

  /** Puts others in the place of all. */
  reset(list: readonly Resource[]): void {
    this.#list = [...list];
    this.touch();
  }

  /** Drops what patches have deleted. */
  dropEmpty(): void {
    if (this.#list.some(isGone)) this.reset(this.#list.filter((resource) => !isGone(resource)));
  }

  /** How many resources have each id now, by key. */
  counts(): Map<string, number> {
    if (this.#current) return this.#current;
    const counts = new Map<string, number>();
    for (const resource of this.#list) {
      const key = idKey(currentId(resource));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return this.#current = counts;
  }

  /** Adds a resource. Throws KustomizeError where its id is taken. */
  append(resource: Resource): void {
    const id = currentId(resource);
    const key = idKey(id);
    const counts = this.counts();
    if (counts.has(key)) {
      throw new KustomizeError(`may not add resource with an already registered id: ${idText(id)}`);
    }
    counts.set(key, 1);
    this.#list.push(resource);
    this.#any = undefined;
  }

  /** Adds all of a list. */
  appendAll(resources: readonly Resource[]): void {
    for (const resource of resources) this.append(resource);
  }

  /** The resources that have, or had, the id. */
  withAnyId(id: ResId): readonly Resource[] {
    if (!this.#any) {
      this.#any = new Map();
      for (const resource of this.#list) {
        if (isGone(resource)) continue;
        for (const key of new Set(allIds(resource).map(idKey))) {
          const found = this.#any.get(key);
          if (found) found.push(resource);
          else this.#any.set(key, [resource]);
        }
      }
    }
    return this.#any.get(idKey(id)) ?? [];
  }

  /** The resources of which an id, former or current, fits. */
  matching(fits: (id: ResId) => boolean): Resource[] {
    return this.#list.filter((resource) => !isGone(resource) && allIds(resource).some(fits));
  }

  /** The one resource that has, or had, the id. Throws KustomizeError where there is none, or more than one. */
  byAnyId(id: ResId): Resource {
    const found = this.withAnyId(id);
    if (found.length === 1) return found[0]!;
    const many = found.length > 1 ? "multiple matches" : "no matches";
    throw new KustomizeError(
      `${many} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`,
    );
  }

  /** Puts `resource` where `old` is. */
  replace(old: Resource, resource: Resource): void {
    this.#list[this.#list.indexOf(old)] = resource;
    this.touch();
  }
}
