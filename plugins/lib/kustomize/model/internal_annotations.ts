import { Kind, type Node, stringNode } from "contract/yaml";
import { clearField, field, fieldOrNew, isEmpty, setField } from "./fields.ts";
import type { Behavior, Resource } from "./resource.ts";

/** Annotations in which upstream keeps what a build remembers of a resource: patches may see and remove them. */
const PREFIX = "internal.config.kubernetes.io/";
const KEYS = [
  ...["previousKinds", "previousNames", "previousNamespaces", "prefixes", "suffixes"],
  ...["generatorBehavior", "needsHashSuffix", "allowNameChange", "allowKindChange"],
];
const BEHAVIORS: readonly string[] = ["unspecified", "create", "replace", "merge"];

/** What the build remembers of a resource, as annotations. */
export function internalAnnotations(resource: Resource): Map<string, string> {
  const { former, prefixes, suffixes } = resource;
  const all: Readonly<Record<string, string>> = {
    previousKinds: former.map(({ kind }) => kind).join(","),
    previousNames: former.map(({ name }) => name).join(","),
    previousNamespaces: former.map(({ namespace }) => namespace).join(","),
    prefixes: prefixes.join(","),
    suffixes: suffixes.join(","),
    generatorBehavior: resource.behavior ?? "",
    needsHashSuffix: resource.needsHash ? "enabled" : "",
    allowNameChange: resource.allowNameChange ? "enabled" : "",
    allowKindChange: resource.allowKindChange ? "enabled" : "",
  };
  return new Map(
    KEYS.filter((name) => all[name] !== "").map((name) => [PREFIX + name, all[name]!]),
  );
}

/** Writes what the build remembers into the object. */
export function showInternal(resource: Resource): void {
  const internal = internalAnnotations(resource);
  if (internal.size === 0) return;
  const meta = fieldOrNew(resource.node!, "metadata", Kind.mapping);
  if (isEmpty(field(meta, "annotations"))) clearField(meta, "annotations");
  const annotations = fieldOrNew(meta, "annotations", Kind.mapping);
  for (const [key, value] of internal) setField(annotations, key, stringNode(value));
}

/** Whether an object has annotations of the kind that builds write. */
export function hasInternal(node: Node | undefined): boolean {
  const found = field(field(node, "metadata"), "annotations")?.content ?? [];
  return found.some((key, i) => i % 2 === 0 && key.value.startsWith(PREFIX));
}

/** Takes what the build remembers from the object's annotations, which lose it; what does not fit together is nothing. */
export function hideInternal(resource: Resource): void {
  const meta = field(resource.node, "metadata");
  const annotations = field(meta, "annotations");
  const take = (name: string): string => {
    const value = field(annotations, PREFIX + name)?.value ?? "";
    if (annotations?.kind === Kind.mapping) clearField(annotations, PREFIX + name);
    return value;
  };
  const listed = (name: string) => {
    const text = take(name);
    return text === "" ? [] : text.split(",");
  };
  const [kinds, names, namespaces] = [
    listed("previousKinds"),
    listed("previousNames"),
    listed("previousNamespaces"),
  ];
  const whole = kinds.length === names.length && names.length === namespaces.length;
  resource.former = (whole ? names : []).map((name, i) => ({
    name,
    namespace: namespaces[i]!,
    kind: kinds[i]!,
  }));
  resource.prefixes = listed("prefixes");
  resource.suffixes = listed("suffixes");
  const behavior = take("generatorBehavior");
  resource.behavior = BEHAVIORS.includes(behavior) ? behavior as Behavior : undefined;
  resource.needsHash = take("needsHashSuffix") === "enabled";
  resource.allowNameChange = take("allowNameChange") === "enabled";
  resource.allowKindChange = take("allowKindChange") === "enabled";
  if (annotations?.kind === Kind.mapping && annotations.content.length === 0) {
    clearField(meta!, "annotations");
  }
}
