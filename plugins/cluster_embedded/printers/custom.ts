import { type Tree, treeAt, treesAt } from "../json/tree.ts";
import { writeSorted } from "../json/write.ts";
import { ageOf } from "./age.ts";
import { findPath } from "./json_path.ts";

const nameText =
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
const ageText =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

const fallbackColumn: Tree = {
  name: "Age",
  type: "date",
  description: ageText,
  jsonPath: ".metadata.creationTimestamp",
};

function columnsFor(version: Tree): Tree[] {
  const own = treesAt(version, "additionalPrinterColumns");
  return own.length > 0 ? own : [fallbackColumn];
}

/** The columns that a version of a custom resource has. */
export function customColumns(version: Tree): Tree[] {
  const name = { name: "Name", type: "string", format: "name", description: nameText, priority: 0 };
  return [
    name,
    ...columnsFor(version).map((column) => ({
      name: column.name,
      type: column.type,
      format: column.format ?? "",
      description: column.description === undefined || column.description === ""
        ? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`
        : column.description,
      priority: column.priority ?? 0,
    })),
  ];
}

/** The cells of a custom object. */
export function customRow(version: Tree, object: Tree, now: Date): unknown[] {
  const cells: unknown[] = [treeAt(object, "metadata").name];
  for (const column of columnsFor(version)) {
    const found = findPath(object, String(column.jsonPath));
    cells.push(found.length === 0 ? null : cell(String(column.type), found, now));
  }
  return cells;
}

function cell(type: string, found: readonly unknown[], now: Date): unknown {
  const [value] = found;
  switch (type) {
    case "integer":
      return typeof value === "number"
        ? Math.trunc(value)
        : typeof value === "bigint"
        ? value
        : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? ageOf(value, now) : "<unknown>";
    default:
      return shown(value);
  }
}

function shown(value: unknown): string {
  return typeof value === "object" && value !== null ? writeSorted(value) : String(value);
}
