import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { compareQuantities, milliValue } from "../types/quantity_compare.ts";
import { parseQuantity } from "../types/quantity.ts";
import { isQualifiedName } from "../../lib/kubernetes_names/mod.ts";

const standard = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

const overcommitted = /^(?!hugepages-)[^/]*$|^([^/]*\.)?kubernetes\.io\/.+$/;

function nameErrors(name: string, at: string): FieldError[] {
  if (standard.test(name)) return [];
  if (!name.includes("/")) {
    const own = invalidValue(at, name, "must be a standard resource for containers");
    const readable = isQualifiedName(name).length === 0;
    return readable
      ? [invalidValue(at, name, "must be a standard resource type or fully qualified"), own]
      : [own];
  }
  const bad = isQualifiedName(`requests.${name}`).length > 0;
  return bad ? [invalidValue(at, name, "doesn't follow extended resource name standard")] : [];
}

/** Huge pages come whole, and never alone. */
function hugePages(requests: Tree, limits: Tree, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let any = false;
  for (const [part, values] of [["limits", limits], ["requests", requests]] as const) {
    for (const [name, value] of Object.entries(values)) {
      if (!name.startsWith("hugepages-")) continue;
      any = true;
      const size = milliValue(name.slice("hugepages-".length)), count = milliValue(String(value));
      if (count % size === 0) continue;
      const detail = `${value} is not positive integer multiple of ${name}`;
      errors.push(invalidValue(`${path}.${part}[${name}]`, value, detail));
    }
  }
  const rest = { ...limits, ...requests };
  if (any && rest.cpu === undefined && rest.memory === undefined) {
    errors.push(forbidden(path, "HugePages require cpu or memory"));
  }
  return errors;
}

export function validateResources(resources: Tree, path: string): FieldError[] {
  const limits = treeAt(resources, "limits"), requests = treeAt(resources, "requests");
  const errors: FieldError[] = [];
  for (const [part, values] of [["limits", limits], ["requests", requests]] as const) {
    for (const [name, value] of Object.entries(values)) {
      const at = `${path}.${part}[${name}]`;
      errors.push(...isQualifiedName(name).map((m) => invalidValue(at, name, m)));
      errors.push(...nameErrors(name, at));
      const { digits, scale } = parseQuantity(String(value));
      if (digits < 0n) {
        errors.push(invalidValue(at, value, "must be greater than or equal to 0"));
      }
      const whole = scale >= 0 || digits % 10n ** BigInt(-scale) === 0n;
      if (!overcommitted.test(name) && isQualifiedName(`requests.${name}`).length === 0 && !whole) {
        errors.push(invalidValue(at, value, "must be an integer"));
      }
    }
  }
  errors.push(...hugePages(requests, limits, path));
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit === undefined && !overcommitted.test(name)) {
      const detail = "Limit must be set for non overcommitable resources";
      errors.push(required(`${path}.limits`, detail));
    }
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
