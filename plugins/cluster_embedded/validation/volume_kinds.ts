import { duplicate, type FieldError, invalidValue, required } from "../errors/field_error.ts";
import { equal, isTree, listAt, textAt, type Tree, treesAt } from "../json/tree.ts";
import { isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";
import { nodeTermErrors } from "./pod_fields.ts";
import { validateSource } from "./volume_sources.ts";

/** What is wrong with where a claim's data comes from. */
export function dataSourceErrors(spec: Tree): FieldError[] {
  const { dataSource, dataSourceRef } = spec;
  const errors = [
    ...isTree(dataSource) ? referenceErrors(dataSource, "spec.dataSource") : [],
    ...isTree(dataSourceRef) ? referenceErrors(dataSourceRef, "spec.dataSourceRef") : [],
  ];
  if (!isTree(dataSource) || !isTree(dataSourceRef)) return errors;
  const { namespace: _, ...rest } = dataSourceRef;
  if (equal(dataSource, rest)) return errors;
  return [...errors, {
    reason: "FieldValueInvalid",
    field: "spec",
    message: "Invalid value: {}: must match dataSourceRef",
  }];
}

function referenceErrors(reference: Tree, at: string): FieldError[] {
  const kind = textAt(reference, "kind"), group = textAt(reference, "apiGroup");
  const errors = ["name", "kind"].filter((key) => textAt(reference, key) === "")
    .map((key) => required(`${at}.${key}`));
  if (group === "" && kind !== "PersistentVolumeClaim") {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalidValue(at, kind, detail));
  }
  if (group === "") return errors;
  const wrong = isDns1123Subdomain(group);
  return [...errors, ...wrong.map((m) => invalidValue(`${at}.apiGroup`, group, m))];
}

/** What is wrong with what a PersistentVolume is made of. */
export function volumeSourceErrors(spec: Tree, source: string | undefined): FieldError[] {
  if (source === undefined || !isTree(spec[source])) return [];
  const at = `spec.${source}`, given = spec[source];
  if (source === "csi") return csiErrors(given, at);
  if (source === "local") return localErrors(textAt(given, "path"), `${at}.path`);
  return validateSource(source, given, at, spec);
}

function csiErrors(source: Tree, at: string): FieldError[] {
  const driver = textAt(source, "driver");
  const secrets = Object.keys(source).filter((key) => key.endsWith("SecretRef"));
  return [
    ...driver === ""
      ? [required(`${at}.driver`)]
      : isDns1123Subdomain(driver.toLowerCase()).map((m) =>
        invalidValue(`${at}.driver`, driver, m)
      ),
    ...textAt(source, "volumeHandle") === "" ? [required(`${at}.volumeHandle`)] : [],
    ...secrets.flatMap((key) =>
      ["name", "namespace"].filter((part) => textAt(source, key, part) === "")
        .map((part) => required(`${at}.${key}.${part}`))
    ),
  ];
}

function localErrors(path: string, at: string): FieldError[] {
  if (path === "") return [required(at)];
  return path.split("/").includes("..") ? [invalidValue(at, path, "must not contain '..'")] : [];
}

/** What is wrong with the nodes that a volume can be reached from. */
export function affinityErrors(spec: Tree): FieldError[] {
  const affinity = spec.nodeAffinity, at = "spec.nodeAffinity.required";
  if (!isTree(affinity)) return [];
  if (!isTree(affinity.required)) {
    return [required(at, "must specify required node constraints")];
  }
  const terms = treesAt(affinity, "required", "nodeSelectorTerms");
  if (terms.length === 0) {
    const detail = "must have at least one node selector term";
    return [required(`${at}.nodeSelectorTerms`, detail)];
  }
  return terms.flatMap((term, i) => nodeTermErrors(term, `${at}.nodeSelectorTerms[${i}]`));
}

/** What is wrong with the topologies that a StorageClass allows. */
export function topologyErrors(object: Tree): FieldError[] {
  const known = new Set<string>();
  return treesAt(object, "allowedTopologies").flatMap((term, i) => {
    const at = `allowedTopologies[${i}].matchLabelExpressions`, keys = new Set<string>();
    const expressions = treesAt(term, "matchLabelExpressions");
    const errors = expressions.flatMap((expression, n) => {
      const key = textAt(expression, "key"), values = listAt(expression, "values");
      const twice = values.flatMap((value, v) =>
        values.indexOf(value) < v ? [duplicate(`${at}[${n}].values[${v}]`, value)] : []
      );
      const found = keys.has(key) ? [duplicate(`${at}[${n}].key`, key)] : [];
      keys.add(key);
      return [
        ...values.length === 0 ? [required(`${at}[${n}].values`)] : twice,
        ...found,
      ];
    });
    const form = JSON.stringify(expressions);
    const repeated = known.has(form) || expressions.length === 0;
    known.add(form);
    return repeated ? [...errors, duplicate(at, "")] : errors;
  });
}
