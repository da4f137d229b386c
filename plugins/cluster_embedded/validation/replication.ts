import { type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { nonNegative } from "./checks.ts";
import { validateTemplate } from "./pod.ts";

/** What is wrong with a ReplicationController. */
export function controllerValidator(object: Tree): FieldError[] {
  const spec = treeAt(object, "spec"), selector = treeAt(spec, "selector");
  const labels = treeAt(spec, "template", "metadata", "labels");
  const errors = nonNegative(spec.replicas, "spec.replicas");
  if (Object.keys(selector).length === 0) errors.push(required("spec.selector"));
  else if (Object.entries(selector).some(([key, value]) => labels[key] !== value)) {
    const detail = "`selector` does not match template `labels`";
    errors.push(invalidValue("spec.template.metadata.labels", labels, detail));
  }
  return [
    ...errors,
    ...validateTemplate(treeAt(spec, "template"), "spec.template", ["Always"]),
  ];
}
