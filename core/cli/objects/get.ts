/** `sluice get`: what there is, and whether it is ready. */
import type { KubeObject } from "../../contract/mod.ts";
import { at } from "../../contract/mod.ts";
import type { Controlled } from "../../reconcile/mod.ts";
import { withoutManagedFields } from "../../kube/mod.ts";
import type { Environment } from "../connection.ts";
import { type Columns, type Output, print, table } from "../output.ts";
import { kindOf } from "./kinds.ts";
import { listOf, type ObjectFlags, open, type Opened } from "./open.ts";
import { stateOf } from "./state.ts";

interface GetFlags extends ObjectFlags {
  /** As in `ready=false`. */
  readonly statusSelector?: string;
}

/** Lists objects of one kind, or of all; names after the kind choose among them. */
export async function get(
  output: Output,
  words: readonly string[],
  flags: GetFlags,
  environment: Environment,
): Promise<void> {
  using opened = await open(output, flags, environment);
  const [first = "all", ...rest] = words.flatMap((word) => word.split("/"));
  const kinds = first === "all" ? opened.kinds : [kindOf(first, opened.kinds)];
  const found = await Promise.all(kinds.map(async (kind) => {
    const objects = await listOf(
      opened.client,
      kind,
      flags.allNamespaces ? undefined : opened.namespace,
    );
    const named = objects.filter(({ metadata }) =>
      rest.length === 0 || rest.includes(metadata.name)
    );
    return {
      kind,
      objects: named.filter((object) => isSelected(object, kind, flags.statusSelector)),
    };
  }));
  missing(opened, rest, found.flatMap(({ objects }) => objects));
  await show(opened, found.filter(({ objects }) => objects.length > 0), flags);
}

type Found = readonly { readonly kind: Controlled; readonly objects: readonly KubeObject[] }[];

async function show({ output, namespace }: Opened, found: Found, flags: GetFlags): Promise<void> {
  if (flags.output !== undefined && flags.output !== "table") {
    const objects = found.flatMap(({ objects }) => objects.map(withoutManagedFields));
    return await print(output, flags.output, objects, {});
  }
  if (found.length === 0) {
    const where = flags.allNamespaces ? "" : ` in the namespace "${namespace}"; -A looks in all`;
    return output.words(`There are none${where}.\n`);
  }
  const tables = found.map(({ kind, objects }) => table(objects, columnsOf(kind, flags)));
  output.data(tables.join("\n"));
}

function missing(
  { namespace }: Opened,
  names: readonly string[],
  found: readonly KubeObject[],
): void {
  const absent = names.find((name) => !found.some(({ metadata }) => metadata.name === name));
  if (absent !== undefined) {
    throw new Error(`Cannot find "${absent}" in the namespace "${namespace}"`);
  }
}

function isSelected(object: KubeObject, kind: Controlled, selector?: string): boolean {
  if (selector === undefined) return true;
  const [, wanted] = /^ready=(true|false|unknown)$/i.exec(selector) ?? [];
  if (wanted === undefined) {
    throw new Error(
      `Cannot select by "${selector}": only by ready=true, ready=false or ready=unknown`,
    );
  }
  return stateOf(object, kind).ready.toLowerCase() === wanted.toLowerCase();
}

/** The columns that `flux get` has, and before them what the kind's profile names besides. */
function columnsOf(kind: Controlled, { allNamespaces }: GetFlags): Columns<KubeObject> {
  const own = (kind.profile.columns ?? []).filter(({ name }) => name !== "Revision");
  const state = (object: KubeObject) => stateOf(object, kind);
  return {
    ...allNamespaces ? { NAMESPACE: ({ metadata }) => metadata.namespace ?? "" } : {},
    [kind.kind.toUpperCase()]: ({ metadata }) => metadata.name,
    ...Object.fromEntries(own.map(({ name, path }) => [
      name.toUpperCase(),
      (object: KubeObject) => String(at(object, path) ?? ""),
    ])),
    REVISION: (object) => state(object).revision,
    SUSPENDED: (object) => state(object).suspended ? "True" : "False",
    READY: (object) => state(object).ready,
    MESSAGE: (object) => state(object).message.split("\n")[0]!,
  };
}
