import { groupOf, type Head } from "contract";

/** What must be there before the rest can be: Flux's order of stages (fluxcd/pkg ssa, ApplyAllStaged). */
const definitions = new Set(["CustomResourceDefinition", "Namespace", "ClusterRole"]);
const classes = /Class$/;

/** Positions of the set in the stages that are applied one after the other; empty stages are left out. */
export function stages(set: readonly Head[]): readonly (readonly number[])[] {
  const found: number[][] = [[], [], []];
  set.forEach((head, i) => found[stageOf(head)]!.push(i));
  return found.filter((stage) => stage.length > 0);
}

function stageOf({ ref: { apiVersion, kind } }: Head): number {
  if (definitions.has(kind) && groupOf(apiVersion) !== "") return 0;
  if (kind === "Namespace") return 0;
  return classes.test(kind) ? 1 : 2;
}

/** Positions of the custom resource definitions, which take a moment before they are served. */
export function crds(set: readonly Head[]): readonly number[] {
  return set.flatMap(({ ref }, i) => ref.kind === "CustomResourceDefinition" ? [i] : []);
}
