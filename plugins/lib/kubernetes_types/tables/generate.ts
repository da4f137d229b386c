/**
 * Makes the table of the fields of built-in kinds out of the facts of the corpus.
 *
 *     deno run -A generate.ts CORPUS/kubernetes/types.json > fields.ts
 */
interface Property {
  readonly $ref?: string;
  readonly items?: Property;
}
interface Definition {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

const definitions: Readonly<Record<string, Definition>> = JSON.parse(
  await Deno.readTextFile(Deno.args[0]!),
);
const skipped = /^io\.k8s\.(apiextensions|kube-aggregator)|ObjectMeta$|List$|Status$/;
const types: Record<string, number>[] = [], known = new Map<string, number>();

/** The number of a type; -1 for what has no fields of its own. */
function numberOf(ref: string | undefined): number {
  const name = ref?.replace("#/definitions/", "") ?? "";
  const properties = definitions[name]?.properties;
  if (!properties || skipped.test(name)) return -1;
  const held = known.get(name);
  if (held !== undefined) return held;
  const fields: Record<string, number> = {}, index = types.push(fields) - 1;
  known.set(name, index);
  for (const [field, { $ref, items }] of Object.entries(properties)) {
    fields[field] = numberOf($ref ?? items?.$ref);
  }
  return index;
}

const kinds: Record<string, number> = {};
for (const [name, definition] of Object.entries(definitions)) {
  const served = definition["x-kubernetes-group-version-kind"] ?? [];
  if (served.length !== 1 || skipped.test(name)) continue;
  const [{ group, version, kind }] = served as [{ group: string; version: string; kind: string }];
  const at = numberOf(name);
  if (at >= 0) kinds[`${group === "" ? "" : `${group}/`}${version}/${kind}`] = at;
}
console.log(
  `// Made by generate.ts of this folder: by kind, and by number, the fields that a type has.
export const table = \`${JSON.stringify({ kinds, types })}\`;`,
);
