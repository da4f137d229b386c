import { type Tree, treeAt } from "../json/tree.ts";

export const deployments = "apps/deployments";
export const revisionKey = "deployment.kubernetes.io/revision";

export const revisionOf = (set: Tree) =>
  Number(treeAt(set, "metadata", "annotations")[revisionKey] ?? 0);

export function desired(deployment: Tree): number {
  return Number(treeAt(deployment, "spec").replicas ?? 1);
}

export function fraction(value: unknown, of: number, up: boolean): number {
  if (typeof value !== "string") return Number(value ?? 0);
  const exact = (Number.parseInt(value) * of) / 100;
  return up ? Math.ceil(exact) : Math.floor(exact);
}
