import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { clone, equal, type Tree } from "../json/tree.ts";
import { prune } from "./prune.ts";
import { validateSchema } from "./validate.ts";

/** A default must have nothing that is pruned, and be valid by its own schema. */
export function defaultErrors(schema: Tree, path: string): FieldError[] {
  const at = `${path}.default`, value = schema.default;
  const pruned = clone(value);
  prune({ value: pruned }, { properties: { value: schema } });
  if (!equal(pruned, value)) {
    return [invalidValue(at, value, "must not have unknown fields")];
  }
  return validateSchema(value, schema, "").map(({ reason, field, message }) => ({
    reason,
    field: field === "" || field === "<nil>" ? at : `${at}.${field}`,
    message,
  }));
}
