import type { AdmissionRequest, Api } from "../api.ts";
import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { labelSelectorOf } from "../store/selector.ts";

const strings = (value: unknown) => (Array.isArray(value) ? value : []) as string[];

/** Whether a rule (groups, versions, resources, operations, scope) covers a write. */
export function ruleCovers(rule: Tree, request: AdmissionRequest): boolean {
  const { resource, subresource, operation } = request;
  const has = (list: unknown, value: string) =>
    strings(list).some((item) => item === "*" || item === value);
  const name = subresource === "" ? resource.plural : `${resource.plural}/${subresource}`;
  const resources = strings(rule.resources);
  const covered = resources.some((item) =>
    item === name || item === "*/*" || (item === "*" && subresource === "") ||
    (item === `${resource.plural}/*`) || (subresource !== "" && item === `*/${subresource}`)
  );
  const scope = rule.scope ?? "*";
  return covered && has(rule.operations, operation) && has(rule.apiGroups, resource.group) &&
    has(rule.apiVersions, resource.version) &&
    (scope === "*" || (scope === "Namespaced") === resource.namespaced);
}

/** Whether the namespace and the object's labels are selected. */
export function isSelected(api: Api, match: Tree, request: AdmissionRequest): boolean {
  const objectSelector = match.objectSelector, namespaceSelector = match.namespaceSelector;
  if (isTree(objectSelector) && Object.keys(objectSelector).length > 0) {
    const selects = labelSelectorOf(objectSelector);
    const labels = [request.object, request.old].filter(isTree).map((o) =>
      treeAt(o, "metadata", "labels")
    );
    if (!labels.some(selects)) return false;
  }
  if (!isTree(namespaceSelector) || Object.keys(namespaceSelector).length === 0) return true;
  const name = request.resource.bucket === "/namespaces" ? request.name : request.namespace;
  if (name === "") return true;
  const namespace = request.resource.bucket === "/namespaces" && request.object !== undefined
    ? request.object
    : api.store.bucket("/namespaces").objects.get(name);
  return labelSelectorOf(namespaceSelector)(treeAt(namespace, "metadata", "labels"));
}
