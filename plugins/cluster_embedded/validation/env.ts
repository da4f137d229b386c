import { type FieldError, invalidValue, required, unsupported } from "../errors/field_error.ts";
import { isTree, textAt, type Tree } from "../json/tree.ts";
import { isConfigKey, isDns1123Subdomain } from "../../lib/kubernetes_names/mod.ts";

const envSources = [
  "fieldRef",
  "resourceFieldRef",
  "configMapKeyRef",
  "secretKeyRef",
  "fileKeyRef",
];
const podFields =
  /^(metadata\.(name|namespace|uid|labels|annotations)(\['.*'\])?|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;

export function validateEnv(env: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [], name = textAt(env, "name");
  if (name === "") errors.push(required(`${at}.name`));
  else if (!/^[ -<>-~]+$/.test(name)) {
    errors.push(invalidValue(
      `${at}.name`,
      name,
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ));
  }
  if (!isTree(env.valueFrom)) return errors;
  const from = env.valueFrom, given = envSources.filter((source) => isTree(from[source]));
  if (textAt(env, "value") !== "") {
    errors.push(
      invalidValue(`${at}.valueFrom`, "", "may not be specified when `value` is not empty"),
    );
  }
  if (given.length === 0) {
    errors.push(invalidValue(
      `${at}.valueFrom`,
      "",
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
    ));
  } else if (given.length > 1) {
    errors.push(
      invalidValue(`${at}.valueFrom`, "", "may not have more than one field specified at a time"),
    );
  }
  const path = textAt(from, "fieldRef", "fieldPath");
  if (isTree(from.fieldRef) && !podFields.test(path)) {
    errors.push(
      path === "" ? required(`${at}.valueFrom.fieldRef.fieldPath`) : invalidValue(
        `${at}.valueFrom.fieldRef.fieldPath`,
        path,
        `error converting fieldPath: field label not supported: ${path}`,
      ),
    );
  }
  return [...errors, ...referenceErrors(from, `${at}.valueFrom`)];
}

const resourceNames = [
  ...["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu"],
  ...["requests.ephemeral-storage", "requests.memory"],
];

function referenceErrors(from: Tree, at: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const kind of ["configMapKeyRef", "secretKeyRef"]) {
    if (!isTree(from[kind])) continue;
    const name = textAt(from, kind, "name"), key = textAt(from, kind, "key");
    errors.push(
      ...isDns1123Subdomain(name).map((m) => invalidValue(`${at}.${kind}.name`, name, m)),
      ...key === ""
        ? [required(`${at}.${kind}.key`)]
        : isConfigKey(key).map((m) => invalidValue(`${at}.${kind}.key`, key, m)),
    );
  }
  if (isTree(from.resourceFieldRef)) {
    const place = `${at}.resourceFieldRef.resource`;
    const resource = textAt(from, "resourceFieldRef", "resource");
    if (resource === "") errors.push(required(place));
    else if (!resourceNames.includes(resource) && !/^\w+\.hugepages-/.test(resource)) {
      errors.push(unsupported(place, resource, resourceNames));
    }
  }
  return errors;
}
