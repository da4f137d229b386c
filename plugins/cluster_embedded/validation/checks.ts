import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { isLabelValue, isQualifiedName } from "../../lib/kubernetes_names/mod.ts";

/** A number that may not be negative; nothing where it is absent. */
export function nonNegative(value: unknown, field: string): FieldError[] {
  if (typeof value !== "number" || value >= 0) return [];
  return [invalidValue(field, value, "must be greater than or equal to 0")];
}

/** One of some words; absent is an error only where it is required. */
export function oneOf(
  value: unknown,
  field: string,
  options: readonly string[],
  must = false,
): FieldError[] {
  if (value === undefined || value === "") return must ? [required(field)] : [];
  return options.includes(String(value)) ? [] : [unsupported(field, value, options)];
}

/** A port number. */
export function portNumber(value: unknown, field: string): FieldError[] {
  if (typeof value === "number" && value >= 1 && value <= 65535) return [];
  return [invalidValue(field, value ?? 0, "must be between 1 and 65535, inclusive")];
}

/** What is wrong with the name of a port. */
export function portName(name: string): string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name)) {
    errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!/[a-z]/.test(name)) errors.push("must contain at least one letter (a-z)");
  if (name.includes("--")) errors.push("must not contain consecutive hyphens");
  if (/^-|-$/.test(name)) errors.push("must not begin or end with a hyphen");
  return errors;
}

/** A port by number or name. */
export function portReference(value: unknown, field: string): FieldError[] {
  if (typeof value !== "string") return portNumber(value, field);
  return portName(value).map((message) => invalidValue(field, value, message));
}

const percent =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** A count or a percentage up to 100. */
export function countOrPercent(value: unknown, field: string): FieldError[] {
  if (typeof value === "number") return nonNegative(value, field);
  if (typeof value !== "string") return [];
  if (!/^[0-9]+%$/.test(value)) return [invalidValue(field, value, percent)];
  return Number.parseInt(value) > 100
    ? [invalidValue(field, value, "must not be greater than 100%")]
    : [];
}

const operators = ["In", "NotIn", "Exists", "DoesNotExist"];

/** What is wrong with a LabelSelector. */
export function labelSelector(selector: Tree, field: string): FieldError[] {
  const errors: FieldError[] = [];
  const labels = isTree(selector.matchLabels) ? selector.matchLabels : {};
  for (const [key, value] of Object.entries(labels)) {
    errors.push(...isQualifiedName(key).map((m) => invalidValue(`${field}.matchLabels`, key, m)));
    errors.push(
      ...isLabelValue(String(value)).map((m) => invalidValue(`${field}.matchLabels`, value, m)),
    );
  }
  const expressions = Array.isArray(selector.matchExpressions)
    ? selector.matchExpressions as Tree[]
    : [];
  expressions.forEach((expression, i) =>
    errors.push(...requirement(expression, `${field}.matchExpressions[${i}]`))
  );
  return errors;
}

function requirement({ key, operator, values }: Tree, field: string): FieldError[] {
  const count = Array.isArray(values) ? values.length : 0;
  const errors: FieldError[] = [];
  if (!operators.includes(String(operator))) {
    errors.push(invalidValue(`${field}.operator`, operator, "not a valid selector operator"));
  } else if (operator === "In" || operator === "NotIn") {
    if (count === 0) {
      errors.push(
        required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"),
      );
    }
  } else if (count > 0) {
    errors.push({
      reason: "FieldValueForbidden",
      field: `${field}.values`,
      message: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    });
  }
  return [
    ...errors,
    ...isQualifiedName(String(key)).map((m) => invalidValue(`${field}.key`, key, m)),
  ];
}

/** Whether a selector's own form is right, and what it says of some labels. */
export function selectorMatches(selector: Tree, labels: Tree): boolean {
  for (
    const [key, value] of Object.entries(isTree(selector.matchLabels) ? selector.matchLabels : {})
  ) {
    if (labels[key] !== value) return false;
  }
  const expressions = Array.isArray(selector.matchExpressions)
    ? selector.matchExpressions as Tree[]
    : [];
  return expressions.every(({ key, operator, values }) => {
    const value = labels[String(key)], given = Array.isArray(values) ? values : [];
    if (operator === "In") return value !== undefined && given.includes(value);
    if (operator === "NotIn") return value === undefined || !given.includes(value);
    return operator === "Exists" ? value !== undefined : value === undefined;
  });
}
