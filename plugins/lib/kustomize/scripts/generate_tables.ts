/**
 * Writes `tables/merge_keys.ts` from the strategic-merge table that was distilled from the Kubernetes OpenAPI:
 * `deno run -A plugins/lib/kustomize/scripts/generate_tables.ts <merge_keys.json>`.
 * `t` are types (field -> type of the mapping `m`, of the list's items `l`, strategy `s`, merge keys `k`), `r` their
 * names by `group/version/Kind`, `ns` whether `apiVersion Kind` has namespaces.
 */
interface Distilled {
  readonly t: Record<string, unknown>;
  readonly r: Record<string, number>;
  readonly ns: Record<string, boolean>;
}

const source = Deno.args[0];
if (source === undefined) {
  throw new Error("Cannot write tables: the path of merge_keys.json is missing");
}
const { t, r, ns }: Distilled = JSON.parse(await Deno.readTextFile(source));
const sorted = <T>(table: Record<string, T>) =>
  Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
const rows = (entries: readonly [string, unknown][]) =>
  entries.map(([key, value]) => `  [${JSON.stringify(key)}, ${JSON.stringify(value)}],`).join("\n");
const types = Array.from(
  { length: Math.max(...Object.keys(t).map(Number)) + 1 },
  (_, i) => t[i] ?? {},
);
const text =
  `// Written by scripts/generate_tables.ts: the merge keys of Kubernetes 1.21.2, which kustomize 5.8.1 has built in.
// deno-fmt-ignore-file

/** What strategic merge must know of a field: type of the mapping, of the list's items, strategy, merge keys. */
export interface FieldRule {
  readonly m?: number;
  readonly l?: number;
  readonly s?: string;
  readonly k?: readonly string[];
}

/** Types by number: the fields that matter. */
export const types: readonly Readonly<Record<string, FieldRule>>[] = [
${types.map((type) => `  ${JSON.stringify(type)},`).join("\n")}
];

/** Types of the objects: \`group/version/Kind\` to the number of the type. */
export const roots: ReadonlyMap<string, number> = new Map<string, number>([
${rows(sorted(r))}
]);

/** Whether a kind has namespaces: \`apiVersion Kind\`. */
export const scopes: ReadonlyMap<string, boolean> = new Map<string, boolean>([
${rows(sorted(ns))}
]);
`;
await Deno.writeTextFile(new URL("../tables/merge_keys.ts", import.meta.url), text);
