import { Kind, type Node } from "contract/yaml";
import { KustomizeError, prefixed } from "../errors.ts";
import { splitPath } from "./field_path.ts";
import { fieldOrNew, getField, isNull, NodeKindError } from "./fields.ts";
import { type Gvk, gvkOfNode, idOfNode, idText, isSelected } from "./ids.ts";

/** Where in which objects a transformer works. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  readonly create: boolean;
}

/** What is done at a place. */
export interface FieldAction {
  /** Called with the node at the end of the path. */
  readonly set: (node: Node) => void;
  /** Kind and tag of the node that is made at the end of the path; without kind nothing is made. */
  readonly kind?: number;
  readonly tag?: string;
}

const split = new Map<string, readonly string[]>();

/** The parts of a path of a field specification. */
export function specPath(path: string): readonly string[] {
  let parts = split.get(path);
  if (parts === undefined) {
    parts = splitPath(path, "/");
    if (split.size > 10_000) split.clear();
    split.set(path, parts);
  }
  return parts;
}

/** Does something wherever the specification leads in the object, if it is of the right kind. */
export function applyFieldSpec(object: Node, spec: FieldSpec, action: FieldAction): void {
  if (!isSelected(gvkOfNode(object), spec)) return;
  walkFieldSpec(object, spec, action);
}

type Specs = readonly FieldSpec[];
const parts = new WeakMap<Specs, Map<unknown, Specs>>();
const partsOfOne = 1000;

/** The part of a list that `keep` says; worked out once for a key. The list must not change afterwards. */
export function partOf(specs: Specs, key: unknown, keep: (spec: FieldSpec) => boolean): Specs {
  let known = parts.get(specs);
  if (known === undefined) parts.set(specs, known = new Map());
  let part = known.get(key);
  if (part === undefined) {
    if (known.size >= partsOfOne) known.clear();
    known.set(key, part = specs.filter(keep));
  }
  return part;
}

/** Does something wherever one of the specifications leads in the object, in their order. */
export function applyFieldSpecs(
  object: Node,
  specs: Specs,
  action: FieldAction,
): void {
  const gvk = gvkOfNode(object);
  const part = partOf(specs, gvk, (spec) => isSelected(gvk, spec));
  for (const spec of part) walkFieldSpec(object, spec, action);
}

/** The same without asking for the object's kind. */
export function walkFieldSpec(object: Node, spec: FieldSpec, action: FieldAction): void {
  prefixed(
    () => `considering field '${spec.path}' of object ${idText(idOfNode(object))}`,
    () => walk(object, specPath(spec.path), 0, spec, action),
  );
}

function walk(
  node: Node,
  path: readonly string[],
  at: number,
  spec: FieldSpec,
  action: FieldAction,
): void {
  if (at === path.length) return action.set(node);
  if (node.tag === "!!null") return;
  if (node.kind === Kind.mapping) return walkField(node, path, at, spec, action);
  if (node.kind !== Kind.sequence) throw new KustomizeError("expected sequence or mapping node");
  prefixed(() => `visit traversal on path: [${path.slice(at).join(" ")}]`, () => {
    for (const item of node.content) walk(item, path, at, spec, action);
  });
}

function walkField(
  node: Node,
  path: readonly string[],
  at: number,
  spec: FieldSpec,
  action: FieldAction,
): void {
  const part = path[at]!;
  const isList = part.endsWith("[]");
  const name = isList ? part.slice(0, -2) : part;
  if (name === "") throw new KustomizeError("cannot set or create an empty field name");
  refuseIndex(node, name);
  const creates = spec.create && (action.kind ?? 0) !== 0 && !isList;
  const last = at === path.length - 1;
  const kind = creates ? (last ? action.kind! : Kind.mapping) : isList ? Kind.sequence : 0;
  const found = creates ? fieldOrNew(node, name, kind) : getField(node, name);
  if (found === undefined) return;
  if (isNull(found) && kind !== 0) {
    makeKind(found as Node, kind, creates ? (last ? action.tag ?? "" : "!!map") : "");
  }
  walk(found, path, at + 1, spec, action);
}

/** Throws KustomizeError for parts of a path that mean items of a list. */
function refuseIndex(node: Node, name: string): void {
  if (!/^(?:[-+]?\d+|-|\*|\[.*\])$/.test(name)) return;
  prefixed(() => `fieldName: ${name}`, () => {
    if (name === "*") throw new KustomizeError("wildcard is not supported in PathGetter");
    if (Number(name) < 0) throw new KustomizeError(`array index ${name} cannot be negative`);
    throw new NodeKindError(node, Kind.sequence);
  });
}

/** Makes a null what is needed there. */
function makeKind(node: Node, kind: number, tag: string): void {
  node.kind = kind;
  node.tag = tag;
  if (kind !== Kind.scalar) node.content = [];
}
