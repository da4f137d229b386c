/** What the API's own definitions must admit besides what they list, so that objects can name what is installed. */
import type { PluginManifest, Serves } from "schemas/plugin_manifest.ts";
import type { CustomResourceDefinition } from "schemas/crds/mod.ts";
import { isMap } from "../../contract/data.ts";
import { alertKind, idOf } from "../../reconcile/mod.ts";

const { group } = alertKind;

/** Where objects of the API list the kinds of others: of those that events come from, and of those that a webhook wakes. */
const listings = [
  { id: idOf(alertKind), pointer: "/spec/eventSources/*/kind" },
  { id: idOf({ group, kind: "Receiver" }), pointer: "/spec/resources/*/kind" },
] as const;

interface Value {
  /** `group/Kind` of the definition. */
  readonly id: string;
  /** Of the field, in an object of that kind. */
  readonly pointer: string;
  readonly value: unknown;
}

/** The definitions with every enum wide enough for the installed plugins; without third-party ones they stay as they are. */
export function widened(
  definitions: readonly CustomResourceDefinition[],
  manifests: readonly PluginManifest[],
): readonly CustomResourceDefinition[] {
  const values = valuesOf(manifests);
  return definitions.map((definition) => {
    const { group, names } = definition.spec as { group: string; names: { kind: string } };
    const own = values.filter(({ id }) => id === idOf({ group, kind: names.kind }));
    return own.reduce(admit, structuredClone(definition));
  });
}

/** What the routes of plugins tell objects apart by, and the kinds that they bring. */
function valuesOf(manifests: readonly PluginManifest[]): readonly Value[] {
  const routes = manifests.flatMap(({ serves = [] }) => serves);
  const byRoute = routes.flatMap((served: Serves) =>
    Object.entries(served.when ?? {})
      .map(([pointer, value]) => ({ id: idOf(served), pointer, value }))
  );
  const kinds = routes.filter((one) => one.group !== group).map(({ kind }) => kind);
  return [
    ...byRoute,
    ...listings.flatMap((listing) => kinds.map((value) => ({ ...listing, value }))),
  ];
}

function admit(
  definition: CustomResourceDefinition,
  { pointer, value }: Value,
): CustomResourceDefinition {
  const versions = definition.spec["versions"] as readonly { readonly schema: unknown }[];
  for (const { schema } of versions) {
    const listed = enumAt((schema as { openAPIV3Schema: unknown }).openAPIV3Schema, pointer);
    if (listed && !listed.includes(value)) listed.push(value);
  }
  return definition;
}

/** The enum of the field that a pointer leads to; nothing where any value may stand there. */
function enumAt(schema: unknown, pointer: string): unknown[] | undefined {
  const steps = pointer.split("/").slice(1);
  const field = steps.reduce((at: unknown, step) => {
    if (!isMap(at)) return undefined;
    if (step === "*") return at["items"];
    return isMap(at["properties"]) ? at["properties"][step] : undefined;
  }, schema);
  return isMap(field) && Array.isArray(field["enum"]) ? field["enum"] : undefined;
}
