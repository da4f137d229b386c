import { LEGACY_ORDER } from "../config/transformer_config.ts";
import type { SortOptions } from "../config/types.ts";
import { KustomizeError } from "../errors.ts";
import { type Gvk, gvkText, type ResId } from "../model/ids.ts";
import { currentId } from "../model/resource.ts";
import type { Transform } from "./context.ts";

interface Order {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** Sorts the output: `fifo` leaves it as it is, `legacy` goes by kind and then by id. */
export function sortTransform(options: SortOptions | undefined): Transform {
  const order = options?.order ?? "fifo";
  const legacy = options?.legacySortOptions;
  return (map) => {
    if (order !== "fifo" && order !== "legacy") {
      throw new KustomizeError("the field 'sortOptions.order' must be one of [fifo, legacy]");
    }
    if (order === "fifo") {
      if (legacy === undefined) return;
      throw new KustomizeError(
        "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
      );
    }
    const kinds = legacy
      ? { first: legacy.orderFirst ?? [], last: legacy.orderLast ?? [] }
      : LEGACY_ORDER;
    const keyed = map.list.map((resource) => ({ resource, id: currentId(resource) }));
    keyed.sort((a, b) => compareIds(a.id, b.id, kinds));
    map.reset([]);
    map.appendAll(keyed.map(({ resource }) => resource));
  };
}

function rank(kind: string, { first, last }: Order): number {
  const end = last.lastIndexOf(kind);
  if (end >= 0) return end + 1;
  const start = first.lastIndexOf(kind);
  return start >= 0 ? start - first.length : 0;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const kindKey = ({ group, version, kind }: Gvk) =>
  `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
const idKey = (id: ResId) => `${gvkText(id)}|${id.namespace || "~X"}|${id.name || "~N"}`;

function compareIds(a: ResId, b: ResId, order: Order): number {
  if (gvkText(a) === gvkText(b)) return compare(idKey(a), idKey(b));
  const ranks = rank(a.kind, order) - rank(b.kind, order);
  if (ranks !== 0) return ranks;
  const namespaces = a.kind === "Namespace" && b.kind === "Namespace" &&
    (a.group === "" || b.group === "");
  return namespaces ? compare(kindKey(b), kindKey(a)) : compare(kindKey(a), kindKey(b));
}
