import { type Tree, treeAt } from "../json/tree.ts";
import { columns as builtinColumns } from "../tables/columns.ts";
import { ageOf } from "./age.ts";
import { nameOf, numberAt } from "./cells.ts";

/** A column as those of Pods have it, which say the same of their names and ages. */
function likePods(name: string, more: Tree = {}): Tree {
  const columns = (builtinColumns as Readonly<Record<string, Tree[]>>)["v1/pods"] ?? [];
  return { ...columns.find((column) => column.name === name), ...more };
}

const count = (name: string, description: string): Tree => ({
  ...{ name, type: "integer", format: "", description, priority: 0 },
});

/** A Scale as a meta.k8s.io Table. */
export function scaleTable(scale: Tree, apiVersion: string, now: Date): Tree {
  const metadata = treeAt(scale, "metadata");
  return {
    kind: "Table",
    apiVersion,
    metadata: { resourceVersion: metadata.resourceVersion },
    columnDefinitions: [
      likePods("Name", { format: "" }),
      count("Desired", "replicas is the desired number of instances for the scaled object."),
      count(
        "Available",
        "replicas is the actual number of observed instances of the scaled object.",
      ),
      likePods("Age"),
    ],
    rows: [{
      cells: [
        nameOf(scale),
        numberAt(scale, "spec", "replicas"),
        numberAt(scale, "status", "replicas"),
        ageOf(metadata.creationTimestamp, now),
      ],
      object: { kind: "PartialObjectMetadata", apiVersion, metadata },
    }],
  };
}
