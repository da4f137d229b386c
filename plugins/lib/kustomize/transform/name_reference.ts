import { Kind, type Node, scalarNode } from "contract/yaml";
import type { NameReference } from "../config/transformer_config.ts";
import { KustomizeError, prefixed } from "../errors.ts";
import { field, getField, isNull, setScalar, setText } from "../model/fields.ts";
import { type FieldSpec, walkFieldSpec } from "../model/field_spec.ts";
import { type Gvk, idText, isSelected } from "../model/ids.ts";
import { resourceYaml } from "../model/resource_json.ts";
import { currentId, formerIds, originalId, type Resource, sameEnding } from "../model/resource.ts";
import { Candidates, type Scope } from "./candidates.ts";
import type { Transform } from "./context.ts";

/** A field of a referrer, and the kind that it names. */
interface Reference {
  readonly spec: FieldSpec;
  readonly target: Gvk;
}

/** Gives fields that name a resource the name that it has now. */
export function nameReferenceTransform(references: readonly NameReference[]): Transform {
  const programs = new Map<string, readonly Reference[]>();
  return (map) => {
    const candidates = new Candidates(map);
    for (const resource of map.list) {
      if (!resource.node || resource.isStub) continue;
      const id = originalId(resource);
      const key = `${id.group}\t${id.version}\t${id.kind}`;
      let program = programs.get(key);
      if (program === undefined) programs.set(key, program = programFor(id, references));
      if (program.length > 0) updateReferences(candidates, resource, program);
    }
    map.touch();
  };
}

function programFor(gvk: Gvk, references: readonly NameReference[]): Reference[] {
  return references.flatMap(({ fieldSpecs, group, version, kind }) =>
    fieldSpecs.filter((spec) => isSelected(gvk, spec))
      .map((spec) => ({ spec, target: { group, version, kind } }))
  );
}

function updateReferences(
  candidates: Candidates,
  referrer: Resource,
  program: readonly Reference[],
): void {
  const scope = candidates.scopeOf(referrer);
  for (const { spec, target } of program) {
    const update = new Update(candidates, scope, referrer, spec, target);
    prefixed(
      () => `updating name reference in '${spec.path}' field of '${idText(currentId(referrer))}'`,
      () => walkFieldSpec(referrer.node!, spec, { set: (node) => update.set(node) }),
    );
  }
}

/** Updates what one specification leads to in one referrer. */
class Update {
  readonly #candidates: Candidates;
  readonly #scope: Scope;
  readonly #referrer: Resource;
  readonly #spec: FieldSpec;
  readonly #target: Gvk;

  constructor(
    candidates: Candidates,
    scope: Scope,
    referrer: Resource,
    spec: FieldSpec,
    target: Gvk,
  ) {
    this.#candidates = candidates;
    this.#scope = scope;
    this.#referrer = referrer;
    this.#spec = spec;
    this.#target = target;
  }

  set(node: Node): void {
    if (isNull(node)) return;
    if (node.kind === Kind.scalar) return this.#scalar(node);
    if (node.kind === Kind.mapping) return this.#mapping(node);
    if (node.kind !== Kind.sequence) {
      throw new KustomizeError("node must be a scalar, sequence or map");
    }
    for (const item of node.content) {
      if (isNull(item)) continue;
      if (item.kind === Kind.scalar) this.#scalar(item);
      else if (item.kind === Kind.mapping) this.#mapping(item);
      else throw new KustomizeError("is expected to be either a string or a map of string");
    }
  }

  #scalar(node: Node): void {
    const found = this.#select(this.#candidates.named(node.value, this.#scope), false);
    if (found === undefined) return;
    const { name } = currentId(found);
    if (name !== node.value) setScalar(node, scalarNode(name));
  }

  #mapping(node: Node): void {
    const nameNode = field(node, "name");
    if (nameNode === undefined) {
      throw new KustomizeError("path config error; no 'name' field in node");
    }
    const namespaceNode = getField(node, "namespace");
    const oldName = nameNode.value;
    const named = namespaceNode === undefined
      ? this.#candidates.named(oldName, this.#scope)
      : this.#candidates.namedIn(oldName, namespaceNode.value, this.#scope);
    const found = this.#select(named, true);
    if (found === undefined) return;
    const { name, namespace } = currentId(found);
    if (name === oldName && namespace === "") return;
    setText(node, "name", name);
    if (namespace !== "") setText(node, "namespace", namespace);
  }

  /** The one resource that is meant, sieved as upstream does; undefined for none. */
  #select(named: readonly Resource[], withNamespace: boolean): Resource | undefined {
    if (named.length === 0) return undefined;
    const hadKind = (gvk: Gvk) => (one: Resource) =>
      formerIds(one).some((id) => isSelected(id, gvk));
    const role = this.#roleReference();
    let list = named.filter(hadKind(this.#target));
    if (role) list = list.filter(hadKind(role));
    list = list.filter((one) => this.#candidates.inReach(one, this.#scope));
    if (list.length === 1) return list[0];
    const affixes = (allowEmpty: boolean) => (one: Resource) =>
      sameAffixes(one, this.#referrer, allowEmpty);
    list = list.filter(affixes(true));
    if (list.length > 1) list = list.filter(affixes(false));
    if (list.length < 2) return list[0];
    const ids = list.map(currentId);
    const identical = ids.every(({ name, namespace }) =>
      name === ids[0]!.name && (!withNamespace || namespace === ids[0]!.namespace)
    );
    if (identical) return list[0];
    throw new KustomizeError(
      `found multiple possible referrals: ${ids.map(idText).join(", ")}\n` +
        `\n**** Too many possible referral targets to referrer:\n${
          resourceYaml(this.#referrer)
        }\n` +
        list.map((one, i) => `--- possible referral ${i}:\n${resourceYaml(one)}\n`).join(""),
    );
  }

  /** For `roleRef/name`: group and kind that the reference itself says. */
  #roleReference(): Gvk | undefined {
    if (!this.#spec.path.endsWith("roleRef/name")) return undefined;
    const role = field(this.#referrer.node, "roleRef");
    const [group, kind] = [field(role, "apiGroup"), field(role, "kind")];
    return group && kind ? { group: group.value, version: "", kind: kind.value } : undefined;
  }
}

function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]) =>
    (allowEmpty && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}
