import { escapeHtml } from "../json/write.ts";
import { checkCel } from "../../lib/cel/mod.ts";
import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt } from "../json/tree.ts";
import { celTypeOf } from "./cel_types.ts";

const reasons = [
  ...["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"],
];

/** What is wrong with the CEL rules of one schema; those below it are not looked at. */
export function ruleProblems(schema: Tree, path: string, root: boolean): FieldError[] {
  const rules = schema["x-kubernetes-validations"];
  if (!Array.isArray(rules)) return [];
  return rules.filter(isTree).flatMap((rule, i) =>
    problemsOf(rule, schema, `${path}.x-kubernetes-validations[${i}]`, root)
  );
}

function problemsOf(rule: Tree, schema: Tree, path: string, root: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const text = textAt(rule, "rule");
  if (text.trim() === "") return [required(`${path}.rule`, "rule is not specified")];
  errors.push(...messageErrors(rule, path));
  if (rule.reason !== undefined && !reasons.includes(String(rule.reason))) {
    errors.push(unsupported(`${path}.reason`, rule.reason, reasons));
  }
  const place = textAt(rule, "fieldPath");
  if (place !== "" && !leadsSomewhere(place, schema)) {
    errors.push(invalidValue(`${path}.fieldPath`, place, "must be a valid path"));
  }
  const transition = /\boldSelf\b/.test(text);
  if (rule.optionalOldSelf !== undefined && !transition) {
    errors.push(
      invalidValue(
        `${path}.optionalOldSelf`,
        rule.optionalOldSelf,
        "may not be set if oldSelf is not used in rule",
      ),
    );
  }
  return [...errors, ...compileErrors(rule, schema, path, root)];
}

function messageErrors({ message }: Tree, path: string): FieldError[] {
  if (typeof message !== "string" || message === "") return [];
  const at = `${path}.message`;
  if (message.trim() === "") {
    return [invalidValue(at, message, "must be non-empty if specified")];
  }
  if (/[\r\n]/.test(message)) return [invalidValue(at, message, "must not contain line breaks")];
  return message.length > 2048
    ? [invalidValue(at, message, "must have a maximum length of 2048 characters")]
    : [];
}

/** Go prints the struct. */
function shown(rule: Tree): Tree {
  return {
    toJSON: () => ({
      Rule: rule.rule ?? "",
      Message: rule.message ?? "",
      MessageExpression: rule.messageExpression ?? "",
      Reason: rule.reason ?? null,
      FieldPath: rule.fieldPath ?? "",
      OptionalOldSelf: rule.optionalOldSelf ?? null,
    }),
  };
}

function compileErrors(rule: Tree, schema: Tree, path: string, root: boolean): FieldError[] {
  const self = celTypeOf(schema, root);
  const oldSelf = rule.optionalOldSelf === true ? { name: "dyn" } : self;
  const scope = { self, oldSelf }, errors: FieldError[] = [];
  const at = (field: string, detail: string): FieldError => ({
    reason: "FieldValueInvalid",
    field: `${path}.${field}`,
    message: `Invalid value: ${escapeHtml(JSON.stringify(shown(rule)))}: ${detail}`,
  });
  const checked = checkCel(textAt(rule, "rule"), scope);
  if (checked.errors.length > 0) {
    errors.push(at("rule", `compilation failed: ${checked.errors.join("\n")}`));
  } else if (!["bool", "dyn"].includes(checked.type.name)) {
    errors.push(at("rule", "cel expression must evaluate to a bool"));
  }
  const expression = textAt(rule, "messageExpression");
  if (expression === "") return errors;
  const message = checkCel(expression, scope);
  if (message.errors.length > 0) {
    errors.push(
      at("messageExpression", `messageExpression compilation failed: ${message.errors.join("\n")}`),
    );
  } else if (!["string", "dyn"].includes(message.type.name)) {
    errors.push(at("messageExpression", "messageExpression must evaluate to a string"));
  }
  return errors;
}

/** Whether a path such as `.a.b['c']` names a property below a schema. */
function leadsSomewhere(path: string, schema: Tree): boolean {
  if (!/^(\.[\w-]+|\['[^']*'\])+$/.test(path)) return false;
  let at: Tree = schema;
  for (const [, plain, quoted] of path.matchAll(/\.([\w-]+)|\['([^']*)'\]/g)) {
    const next = treeAt(at, "properties")[plain ?? quoted ?? ""] ?? at.additionalProperties;
    if (!isTree(next)) return false;
    at = next;
  }
  return true;
}
