import { type Node, reread } from "contract/yaml";
import { KustomizeError, quoted } from "../errors.ts";
import { field } from "../model/fields.ts";
import {
  effectiveNamespace,
  gvkOfNode,
  idOfNode,
  idText,
  isClusterScoped,
  metaText,
  NO_NAMESPACE,
} from "../model/ids.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { currentId, originalId, type Resource } from "../model/resource.ts";

/** What a referrer may refer to: anything, or what is in one of these namespaces or in none. */
export interface Scope {
  readonly everything: boolean;
  /** The referrer's own namespace. */
  readonly namespace: string;
  /** Namespaces of service accounts that a role binding names. */
  readonly bound: ReadonlySet<string>;
}

/** What is looked up of a resource again and again. */
interface Facts {
  readonly cluster: boolean;
  readonly namespace: string;
  readonly rawNamespace: string;
  readonly original: string;
  readonly isAccount: boolean;
}

/** The resources that have been renamed, found by the names that they had. */
export class Candidates {
  readonly #byName = new Map<string, Resource[]>();
  readonly #facts = new Map<Resource, Facts>();
  /** First namespaces of resources, by the namespace that they are in now. */
  readonly #originals = new Map<string, Set<string>>();
  readonly #rawOriginals = new Map<string, Set<string>>();

  constructor(map: ResourceMap) {
    for (const resource of map.list) {
      if (!resource.node) continue;
      const facts = factsOf(resource);
      if (!facts.cluster || facts.original !== NO_NAMESPACE) {
        add(this.#originals, facts.cluster ? NO_NAMESPACE : facts.namespace, facts.original);
        add(this.#rawOriginals, facts.rawNamespace, facts.original);
      }
      if (resource.former.length === 0) continue;
      this.#facts.set(resource, facts);
      for (const name of new Set(resource.former.map((one) => one.name))) {
        const found = this.#byName.get(name);
        if (found) found.push(resource);
        else this.#byName.set(name, [resource]);
      }
    }
  }

  /** What a referrer may refer to. */
  scopeOf(referrer: Resource): Scope {
    const id = currentId(referrer);
    return {
      everything: isClusterScoped(id),
      namespace: effectiveNamespace(id),
      bound: id.kind === "RoleBinding" ? boundNamespaces(referrer.node!) : new Set(),
    };
  }

  #fits(resource: Resource, scope: Scope): boolean {
    if (scope.everything) return true;
    const facts = this.#facts.get(resource)!;
    return facts.cluster || facts.namespace === scope.namespace ||
      scope.bound.has(facts.rawNamespace);
  }

  /** Resources that had the name, as far as the scope reaches. */
  named(name: string, scope: Scope): Resource[] {
    return (this.#byName.get(name) ?? []).filter((resource) => this.#fits(resource, scope));
  }

  /** The same for a reference with a namespace: by the first namespaces, where any is that one, else by the present. */
  namedIn(name: string, namespace: string, scope: Scope): Resource[] {
    const named = this.named(name, scope);
    if (named.length === 0) return named;
    const byOriginal = namespace !== NO_NAMESPACE && this.#anyOriginal(namespace, scope);
    return named.filter((resource) => {
      const facts = this.#facts.get(resource)!;
      if (byOriginal) return facts.original === namespace;
      return !facts.cluster && facts.namespace === namespace;
    });
  }

  #anyOriginal(namespace: string, scope: Scope): boolean {
    if (scope.everything) return [...this.#originals.values()].some((set) => set.has(namespace));
    if (this.#originals.get(scope.namespace)?.has(namespace)) return true;
    if (this.#originals.get(NO_NAMESPACE)?.has(namespace)) return true;
    return [...scope.bound].some((bound) => this.#rawOriginals.get(bound)?.has(namespace));
  }

  /** Whether the resource is in the referrer's namespace, in none, or a service account. */
  inReach(resource: Resource, scope: Scope): boolean {
    const facts = this.#facts.get(resource)!;
    return scope.everything || facts.cluster || facts.isAccount ||
      facts.namespace === scope.namespace;
  }
}

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const found = index.get(key);
  if (found) found.add(value);
  else index.set(key, new Set([value]));
}

function factsOf(resource: Resource): Facts {
  const id = currentId(resource);
  return {
    cluster: isClusterScoped(id),
    namespace: effectiveNamespace(id),
    rawNamespace: metaText(resource.node, "namespace"),
    original: effectiveNamespace(originalId(resource)),
    isAccount: gvkOfNode(resource.node).kind === "ServiceAccount",
  };
}

/** Namespaces of the service accounts that a binding names. Throws KustomizeError where one is no text. */
function boundNamespaces(binding: Node): Set<string> {
  const found = new Set<string>();
  for (const subject of field(binding, "subjects")?.content ?? []) {
    const namespace = field(subject, "namespace");
    if (namespace === undefined || field(subject, "kind")?.value !== "ServiceAccount") continue;
    if (reread(namespace).tag !== "!!str") {
      throw new KustomizeError(
        `Invalid Input: namespace is blank for resource ${quoted(idText(idOfNode(binding)))}\n`,
      );
    }
    found.add(namespace.value);
  }
  return found;
}
