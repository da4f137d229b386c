import { textAt, type Tree, treeAt } from "../json/tree.ts";
import type { Resource } from "../registry/resource.ts";
import { ageOf } from "./age.ts";
import { clusterRows } from "./cluster_rows.ts";
import { namespacedRows } from "./namespaced_rows.ts";
import { podRow } from "./pod_row.ts";
import { systemRows } from "./system_rows.ts";
import { workloadRows } from "./workload_rows.ts";

/** The cells of an object, after its columns. */
export type Row = (object: Tree, age: string, now: Date) => unknown[];

const rows: Readonly<Record<string, Row>> = {
  ...workloadRows,
  ...namespacedRows,
  ...clusterRows,
  ...systemRows,
  "/pods": podRow,
};

/** Whether a kind has columns of its own. */
export function hasPrinter({ bucket, custom }: Resource): boolean {
  return custom !== undefined || rows[bucket] !== undefined;
}

/** The cells of a built-in object: its own, or name and age. */
export function rowOf(resource: Resource, object: Tree, now: Date): unknown[] {
  const metadata = treeAt(object, "metadata"), name = textAt(metadata, "name");
  const row = rows[resource.bucket];
  if (row !== undefined) return row(object, ageOf(metadata.creationTimestamp, now), now);
  // The printer of kinds that have none of their own shows the time itself.
  return [name, metadata.creationTimestamp];
}
