import type { Head } from "contract";

const prefix = "kustomize.toolkit.fluxcd.io/";

/** What a label or annotation of Flux's says of an object, in lower case: `ssa`, `prune`, `force` and the like. */
export function mark(
  { labels, annotations }: Pick<Head, "labels" | "annotations">,
  name: string,
): string | undefined {
  return (annotations?.[prefix + name] ?? labels?.[prefix + name])?.toLowerCase();
}

/** Whether the object may be deleted when it is no longer wanted. */
export function mayPrune(head: Pick<Head, "labels" | "annotations">): boolean {
  return mark(head, "prune") !== "disabled" && mark(head, "reconcile") !== "disabled";
}

export function mayApply(head: Head): boolean {
  return mark(head, "ssa") !== "ignore" && mark(head, "reconcile") !== "disabled";
}
