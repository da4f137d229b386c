import { Kind, type Node, scalarNode } from "contract/yaml";
import { KustomizeError, prefixed, quoted } from "../errors.ts";
import {
  field,
  fieldOrNew,
  getField,
  isEmpty,
  isNull,
  NodeKindError,
  setScalar,
  valueOf,
} from "../model/fields.ts";
import { applyFieldSpec, applyFieldSpecs, type FieldSpec, partOf } from "../model/field_spec.ts";
import { gvkOfNode, idKey, isClusterScoped, metaMap } from "../model/ids.ts";
import { resourceJson } from "../model/resource_json.ts";
import { currentId, isGone, rememberId, type Resource } from "../model/resource.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import type { Transform } from "./context.ts";

/** Which subjects of role bindings get the namespace too. */
export type SubjectMode = "defaultOnly" | "allServiceAccounts" | "none";
const MODES: readonly string[] = ["defaultOnly", "none", "allServiceAccounts"];

/** Settings of the namespace transformer. */
export interface NamespaceOptions {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  readonly unsetOnly?: boolean;
  readonly subjects?: string;
}

const HELM = "internal.config.kubernetes.io/helm-generated";
const NAMESPACE: FieldSpec = {
  group: "",
  version: "",
  kind: "",
  path: "metadata/namespace",
  create: true,
};
const isBinding = (kind: string) => kind === "RoleBinding" || kind === "ClusterRoleBinding";

/** Puts all objects into a namespace. Throws KustomizeError where two become one. */
export function namespaceTransform(options: NamespaceOptions): Transform {
  const mode = options.subjects || "defaultOnly";
  if (!MODES.includes(mode)) {
    const [a, b, c] = MODES.map(quoted);
    throw new KustomizeError(
      `invalid value ${quoted(mode)} for setRoleBindingSubjects: must be one of ${a}, ${b} or ${c}`,
    );
  }
  if (options.namespace === "") return () => {};
  return (map) => {
    const counts = new Map(map.counts());
    for (const resource of map.list) {
      if (isGone(resource)) continue;
      if (metaMap(resource.node, "annotations").get(HELM) === "true") continue;
      if (resource.isStub) { // it met nobody of its id when all were built
        rememberId(resource);
        setNamespaces(resource.node!, options, mode as SubjectMode);
        continue;
      }
      const before = idKey(currentId(resource));
      rememberId(resource);
      setNamespaces(resource.node!, options, mode as SubjectMode);
      const after = idKey(currentId(resource));
      counts.set(before, counts.get(before)! - 1);
      counts.set(after, (counts.get(after) ?? 0) + 1);
      if (counts.get(after) !== 1) throw conflict(map, resource);
    }
    map.touch();
  };
}

function conflict(map: ResourceMap, resource: Resource): KustomizeError {
  const key = idKey(currentId(resource));
  const found = map.list.filter((one) => idKey(currentId(one)) === key).map(resourceJson);
  return new KustomizeError(`namespace transformation produces ID conflict: [${found.join(" ")}]`);
}

/** Sets the namespace of one object, wherever the specifications say. */
export function setNamespaces(object: Node, options: NamespaceOptions, mode: SubjectMode): void {
  const gvk = gvkOfNode(object);
  const set = setter(options);
  if (!isClusterScoped(gvk)) applyFieldSpec(object, NAMESPACE, { set, kind: Kind.scalar });
  if (isBinding(gvk.kind)) setSubjects(object, mode, set);
  try {
    const isCore = (field(object, "apiVersion")?.value ?? "") === "v1";
    const wanted = wantedSpecs(options.specs, isCore, isBinding(gvk.kind));
    applyFieldSpecs(object, wanted, { set, kind: Kind.scalar, tag: "!!str" });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const hint = cause instanceof NodeKindError
      ? "namespace field specs must target scalar nodes"
      : "namespace transformation failed";
    prefixed(() => hint, () => {
      throw error;
    });
  }
}

/** Those that are left once what is done to every object is done. */
function wantedSpecs(specs: readonly FieldSpec[], isCore: boolean, ofBinding: boolean) {
  return partOf(
    specs,
    `namespace ${isCore} ${ofBinding}`,
    ({ path, kind }) =>
      path !== NAMESPACE.path && (isCore || path !== "metadata/name") &&
      !(ofBinding && isBinding(kind) && path === "subjects/namespace"),
  );
}

function setter({ namespace, unsetOnly }: NamespaceOptions): (node: Node) => void {
  return (node) => {
    if (unsetOnly && !isEmpty(node) && valueOf(node) !== "") return;
    setScalar(node, scalarNode(namespace, "!!str"));
  };
}

function setSubjects(object: Node, mode: SubjectMode, set: (node: Node) => void): void {
  const subjects = mode === "none" ? undefined : getField(object, "subjects");
  if (isNull(subjects)) return;
  prefixed(() => "setting namespace on (cluster)role binding subjects", () => {
    for (const subject of (subjects as Node).content) {
      const key = mode === "allServiceAccounts" ? "kind" : "name";
      const wanted = mode === "allServiceAccounts" ? "ServiceAccount" : "default";
      const found = getField(subject, key);
      if (!isNull(found) && (found as Node).value === wanted) {
        set(fieldOrNew(subject, "namespace", Kind.scalar));
      }
    }
  });
}
