import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { compareQuantities } from "../types/quantity_compare.ts";
import { parseQuantity } from "../types/quantity.ts";
import { isQualifiedName } from "./names.ts";

const standard = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

export function validateResources(resources: Tree, path: string): FieldError[] {
  const limits = treeAt(resources, "limits"), requests = treeAt(resources, "requests");
  const errors: FieldError[] = [];
  for (const [part, values] of [["limits", limits], ["requests", requests]] as const) {
    for (const [name, value] of Object.entries(values)) {
      const at = `${path}.${part}[${name}]`;
      errors.push(...isQualifiedName(name).map((m) => invalidValue(at, name, m)));
      if (!name.includes("/") && !standard.test(name)) {
        errors.push(invalidValue(at, name, "must be a standard resource for containers"));
      }
      if (parseQuantity(String(value)).digits < 0n) {
        errors.push(invalidValue(at, value, "must be greater than or equal to 0"));
      }
    }
  }
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && compareQuantities(String(request), String(limit)) > 0) {
      errors.push(
        invalidValue(
          `${path}.requests`,
          request,
          `must be less than or equal to ${name} limit of ${limit}`,
        ),
      );
    }
  }
  return errors;
}
