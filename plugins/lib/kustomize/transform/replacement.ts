import { type Node, scalarNode } from "contract/yaml";
import { decodeGo, type GoType, list } from "../config/go_types.ts";
import { sigsValue } from "../config/kustomization.ts";
import {
  type Replacement,
  replacement,
  type ReplacementField,
  type SourceSelector,
  type TargetSelector,
} from "../config/types.ts";
import { KustomizeError, prefixed, quoted } from "../errors.ts";
import { isEmpty } from "../model/fields.ts";
import { hideInternal, showInternal } from "../model/internal_annotations.ts";
import { lookup, splitBracketPath } from "../model/field_path.ts";
import { idText, isSelected, type ResId } from "../model/ids.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import { copyResource, currentId, formerIds, isGone, type Resource } from "../model/resource.ts";
import { ANY, type CompiledSelector, compileSelector, type Selector } from "../model/selector.ts";
import { loadText } from "../source/loader.ts";
import type { Transform, TransformContext } from "./context.ts";
import { matchPath } from "./path_matcher.ts";
import { refineSource, setTarget } from "./replacement_value.ts";
import { setInText } from "./structured_data.ts";

/** Copies values from resources to others. */
export function replacementTransform(
  fields: readonly ReplacementField[],
  context: TransformContext,
): Transform {
  const replacements = fields.flatMap((one) => readReplacement(one, context));
  return (map) => {
    for (const one of replacements) replace(map, one);
    map.touch();
  };
}

function readReplacement(
  one: ReplacementField,
  { loader }: TransformContext,
): readonly Replacement[] {
  if (one.path === "") return [one];
  if (one.source !== undefined || (one.targets ?? []).length > 0) {
    throw new KustomizeError("cannot specify both path and inline replacement");
  }
  const text = loadText(loader, one.path);
  const value = prefixed(() => "error converting YAML to JSON", () => sigsValue(text));
  const decode = <T>(type: GoType<T>) =>
    prefixed(
      () => "error unmarshaling JSON: while decoding JSON",
      () => decodeGo(type, value, { strict: false }),
    );
  if (Array.isArray(value)) return decode(list(replacement)) ?? [];
  if (value instanceof Map) return [decode(replacement)];
  throw new KustomizeError(
    "unsupported replacement type encountered within replacement path: invalid",
  );
}

function replace(map: ResourceMap, { source, sourceValue, targets }: Replacement): void {
  if ((sourceValue === undefined && source === undefined) || targets === undefined) {
    throw new KustomizeError("replacements must specify a source and at least one target");
  }
  const resources = map.list.filter((resource) => !isGone(resource));
  const value = sourceNode(resources, source, sourceValue);
  for (const target of targets) replaceIn(resources, value, target);
}

function sourceNode(
  resources: readonly Resource[],
  source: SourceSelector | undefined,
  value: string | undefined,
): Node {
  if (source === undefined) return scalarNode(value ?? "");
  if (value !== undefined) {
    throw new KustomizeError("value and resource selectors are mutually exclusive");
  }
  const found = sourceResource(resources, source);
  const path = source.fieldPath || "metadata.name";
  const parts = splitBracketPath(path, ".");
  const whole = copiesAnnotations(parts) ? copyResource(found) : found;
  if (whole !== found) showInternal(whole);
  const node = prefixed(
    () => "error looking up replacement source",
    () => lookup(whole.node, parts),
  );
  if (isEmpty(node)) {
    throw new KustomizeError(
      `fieldPath \`${path}\` is missing for replacement source ${idText(source)}`,
    );
  }
  return refineSource(node!, source.options);
}

/** Whether a path leads to all annotations: upstream keeps there what it remembers of a resource. */
const copiesAnnotations = ([first, second, third]: readonly string[]) =>
  first === "metadata" &&
  (second === undefined || (second === "annotations" && third === undefined));

const idsOf = (resource: Resource): ResId[] => [currentId(resource), ...formerIds(resource)];

/** Here the scope of a kind does not count. */
const namespaceOf = ({ namespace }: ResId) => namespace || "default";

function fitsId(id: ResId, wanted: ResId): boolean {
  return (wanted.name === "" || wanted.name === id.name) &&
    (wanted.namespace === "" || namespaceOf(wanted) === namespaceOf(id)) &&
    isSelected(id, wanted);
}

function sourceResource(resources: readonly Resource[], source: SourceSelector): Resource {
  const found = resources.filter((resource) => idsOf(resource).some((id) => fitsId(id, source)));
  if (found.length > 1) {
    throw new KustomizeError(`multiple matches for selector ${sourceText(source)}`);
  }
  if (found.length === 0) throw new KustomizeError(`nothing selected by ${sourceText(source)}`);
  return found[0]!;
}

function sourceText({ fieldPath, options, ...id }: SourceSelector): string {
  const parts = [idText(id), ...(fieldPath === "" ? [] : [fieldPath])];
  if (options && (options.delimiter !== "" || options.create)) {
    parts.push(`${options.delimiter}(${options.index}), create=${options.create}`);
  }
  return parts.join(":");
}

function replaceIn(resources: readonly Resource[], value: Node, target: TargetSelector): void {
  if (target.select === undefined) {
    throw new KustomizeError("target must specify resources to select");
  }
  const [select, rejects] = prefixed(
    () => "error creating target selector",
    () => [compileSelector(target.select!), (target.reject ?? []).map(compileSelector)] as const,
  );
  for (const resource of resources) {
    const ids = idsOf(resource);
    if (
      !select.labels(resource.node!) || rejects.some((reject) => rejectsLabels(reject, resource))
    ) continue;
    if (rejects.some((reject) => rejectsIds(reject, ids))) continue;
    if (ids.some((id) => fits(select, id))) copyValue(resource, value, target);
  }
}

function fits(selector: CompiledSelector, id: ResId): boolean {
  return selector.kind(id) && selector.name(id.name) && selector.namespace(id.namespace);
}

function rejectsLabels(reject: CompiledSelector, resource: Resource): boolean {
  const { annotationSelector, labelSelector } = reject.source;
  return (annotationSelector !== "" || labelSelector !== "") && reject.labels(resource.node!);
}

const isAnyId = (selector: Selector) =>
  (["group", "version", "kind", "name", "namespace"] as const).every((part) =>
    selector[part] === ANY[part]
  );

function rejectsIds(reject: CompiledSelector, ids: readonly ResId[]): boolean {
  return !isAnyId(reject.source) && ids.some((id) => fits(reject, id));
}

function copyValue(
  resource: Resource,
  value: Node,
  { fieldPaths, options }: TargetSelector,
): void {
  const create = options?.create ? value.kind : 0;
  const paths = fieldPaths === undefined || fieldPaths.length === 0
    ? ["metadata.name"]
    : fieldPaths;
  for (const path of paths) {
    const parts = splitBracketPath(path, ".");
    const target = resource.node!;
    if (setInText(target, value, parts, create)) continue;
    const exposed = copiesAnnotations(parts);
    if (exposed) showInternal(resource);
    const verb = create !== 0 ? "find or create" : "find";
    const problem = `unable to ${verb} field ${quoted(path)} in replacement target`;
    const found = prefixed(() => problem, () => matchPath(target, parts, create));
    if (found.length === 0) throw new KustomizeError(problem);
    for (const one of found) setTarget(one, value, options);
    if (exposed) hideInternal(resource);
  }
}
