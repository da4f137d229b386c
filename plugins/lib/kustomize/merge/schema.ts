import type { Node } from "contract/yaml";
import { field, isNull } from "../model/fields.ts";
import { type FieldRule, roots, types } from "../tables/merge_keys.ts";

/** Types of fields by name: what strategic merge knows of an object. */
export interface Schema {
  /** The types, by number. */
  readonly types: readonly Readonly<Record<string, FieldRule>>[];
  /** `apiVersion/Kind` to the number of the type. */
  readonly roots: ReadonlyMap<string, number>;
}

/** The types of Kubernetes that kustomize has built in. */
export const builtInSchema: Schema = { types, roots };

/** What is known of one place: the type of a mapping, or the rule of a list. */
export interface Known {
  readonly schema: Schema;
  readonly rule: FieldRule;
}

/** What is known of an object, by its apiVersion and kind. */
export function knownObject(
  schema: Schema,
  nodes: readonly (Node | undefined)[],
): Known | undefined {
  for (const node of nodes) {
    if (isNull(node)) continue;
    const [version, kind] = [field(node, "apiVersion")?.value, field(node, "kind")?.value];
    if (!version || !kind) continue;
    const type = schema.roots.get(`${version}/${kind}`);
    if (type !== undefined) return { schema, rule: { m: type } };
  }
  return undefined;
}

/** What is known of a field of a mapping; it may be that nothing matters there, which is known too. */
export function knownField(known: Known | undefined, name: string): Known | undefined {
  if (known === undefined) return undefined;
  const type = known.rule.m === undefined ? undefined : known.schema.types[known.rule.m];
  const rule = type && Object.hasOwn(type, name) ? type[name] : undefined;
  return { schema: known.schema, rule: rule ?? {} };
}

/** What is known of the items of a list. */
export function knownItem(known: Known | undefined): Known | undefined {
  if (known === undefined || known.rule.l === undefined) {
    return known && { schema: known.schema, rule: {} };
  }
  return { schema: known.schema, rule: { m: known.rule.l } };
}

/** Whether items of the list are merged by key (or, without keys, by value). */
export function isMergedList(known: Known | undefined): boolean {
  return known?.rule.s?.split(",").includes("merge") ?? false;
}
