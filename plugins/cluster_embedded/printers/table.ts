import type { Api } from "../api.ts";
import type { RequestContext } from "../http/context.ts";
import type { Tree } from "../json/tree.ts";
import type { Resource } from "../registry/resource.ts";

export interface TableOptions {
  readonly include: "None" | "Metadata" | "Object";
}
export function tableOptions(_context: RequestContext): TableOptions {
  return { include: "Metadata" };
}
export function makeTable(
  _api: Api,
  _resource: Resource,
  _items: readonly Tree[],
  _options: TableOptions,
  _version: string,
  _first = true,
): Tree {
  return {};
}
