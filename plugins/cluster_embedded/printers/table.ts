import { templateGeneration } from "../defaults/workloads.ts";
import type { Api } from "../api.ts";
import { badRequest } from "../errors/api_error.ts";
import type { RequestContext } from "../http/context.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { columns as builtinColumns } from "../tables/columns.ts";
import { groupVersion, type Resource } from "../registry/resource.ts";
import { customColumns, customRow } from "./custom.ts";
import { stored } from "../registry/stored.ts";
import { hasPrinter, rowOf } from "./rows.ts";

/** What each row carries besides its cells. */
export interface TableOptions {
  readonly include: "None" | "Metadata" | "Object";
}

const columnTable = builtinColumns as Readonly<Record<string, Tree[]>>;

/** Reads the query's table options. Throws 400. */
export function tableOptions(context: RequestContext): TableOptions {
  const include = context.query.get("includeObject") ?? "";
  if (include === "" || include === "Metadata") return { include: "Metadata" };
  if (include === "None" || include === "Object") return { include };
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${
      JSON.stringify(include)
    }: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** The objects as a meta.k8s.io Table; in a watch only the first one has columns. */
export function makeTable(
  api: Api,
  resource: Resource,
  items: readonly Tree[],
  options: TableOptions,
  version: string,
  first = true,
): Tree {
  const now = api.now();
  const rows = items.map((object) => ({
    cells: resource.custom === undefined
      ? rowOf(resource, stored(resource, object), now)
      : customRow(resource.custom.version, object, now),
    object: rowObject(object, options, version),
  }));
  const single = items.length === 1 ? treeAt(items[0], "metadata").resourceVersion : undefined;
  return {
    kind: "Table",
    apiVersion: version,
    metadata: { resourceVersion: single ?? String(api.store.revision) },
    columnDefinitions: first ? columnsOf(resource) : null,
    rows: rows.length === 0 && !hasPrinter(resource) ? null : rows,
  };
}

function columnsOf(resource: Resource): Tree[] {
  if (resource.custom !== undefined) return customColumns(resource.custom.version);
  return columnTable[`${groupVersion(resource)}/${resource.plural}`] ?? customColumns({});
}

function rowObject(object: Tree, { include }: TableOptions, apiVersion: string): Tree | null {
  if (include === "None") return null;
  if (include === "Object") return object;
  return { kind: "PartialObjectMetadata", apiVersion, metadata: shownMeta(object) };
}

/** Metadata without what only one version of the kind has. */
function shownMeta({ metadata }: Tree): unknown {
  const { [templateGeneration]: hidden, ...annotations } = treeAt(metadata, "annotations");
  if (hidden === undefined) return metadata;
  const { annotations: _, ...rest } = metadata as Tree;
  return Object.keys(annotations).length === 0 ? rest : { ...rest, annotations };
}
