import {
  decodeNode,
  formatFixedFloat,
  formatYamlFloat,
  Kind,
  type Node,
  parseFloat64,
  parseInt64,
} from "contract/yaml";
import type { Variable } from "../config/types.ts";
import { KustomizeError } from "../errors.ts";
import { isNull } from "../model/fields.ts";
import { gvkText, parseApiVersion } from "../model/ids.ts";
import { lookup, splitBracketPath } from "../model/field_path.ts";
import { applyFieldSpecs, type FieldSpec } from "../model/field_spec.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import type { Resource } from "../model/resource.ts";

/** A var's value: what may stand in the place of `$(NAME)`. */
type VarValue = string | bigint | number | boolean;

/** Takes the place of `$(NAME)` in the fields that the specifications lead to. */
export function resolveVars(
  map: ResourceMap,
  variables: readonly Variable[],
  specs: readonly FieldSpec[],
): void {
  if (variables.length === 0) return;
  const values = new Map<string, VarValue | undefined>();
  const sorted = variables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const variable of sorted) {
    const owner = ownerOf(map, variable);
    values.set(variable.name, asFound(variable, () => scalarValue(findValue(owner, variable))));
  }
  const set = (node: Node) => replaceIn(node, values);
  for (const { node } of map.list) {
    if (node) applyFieldSpecs(node, specs, { set });
  }
  map.touch();
}

/** A var as Go prints the struct. */
export function varSyntax({ name, objref, fieldref }: Variable): string {
  return `{${name} ${gvkText(objref)} {${fieldref.fieldPath}}}`;
}

/** The same, once it was looked for: kind and path are as they were understood. */
function foundSyntax({ name, objref, fieldref }: Variable): string {
  return `{${name} ${gvkText(kindOf(objref))} {${fieldref.fieldPath || "metadata.name"}}}`;
}

function kindOf({ apiVersion, group, version, kind }: Variable["objref"]) {
  if (apiVersion === "") return { group, version, kind };
  const [ownGroup, ownVersion] = parseApiVersion(apiVersion);
  return { group: ownGroup, version: ownVersion, kind };
}

function ownerOf(map: ResourceMap, variable: Variable): Resource {
  const owner = map.list.find((resource) => resource.varNames.includes(variable.name));
  if (owner !== undefined) return owner;
  throw new KustomizeError(
    `var '${foundSyntax(variable)}' cannot be mapped to a field in the set of known resources`,
  );
}

function findValue(owner: Resource, variable: Variable): Node | undefined {
  const path = splitBracketPath(variable.fieldref.fieldPath || "metadata.name", ".").flatMap(
    splitIndex,
  );
  return lookup(owner.node, path);
}

/** What cannot be read is not there. */
function asFound<T>(variable: Variable, read: () => T): T {
  try {
    return read();
  } catch {
    throw new KustomizeError(
      `field specified in var '${foundSyntax(variable)}' not found in corresponding resource`,
    );
  }
}

/** `ports[0]` as two parts of a path. */
function splitIndex(part: string): string[] {
  const match = /^(.*)\[(\d+)\]$/.exec(part);
  if (match === null) return [part];
  return match[1] === "" ? [match[2]!] : [match[1]!, match[2]!];
}

/** The value of a scalar by its tag; undefined for what is none: `$(NAME)` then stays. */
function scalarValue(node: Node | undefined): VarValue | undefined {
  if (node === undefined) throw new KustomizeError("there is no such field");
  if (node.kind !== Kind.scalar) {
    decodeNode(node);
    return undefined;
  }
  if (node.tag === "!!bool") return node.value.toLowerCase() === "true";
  if (node.tag !== "!!int" && node.tag !== "!!float") return node.value;
  const number = node.tag === "!!int" ? parseInt64(node.value, 10) : parseFloat64(node.value);
  if (number === undefined) throw new KustomizeError(`"${node.value}" is no number`);
  return number;
}

const isText = (node: Node) =>
  node.kind === Kind.scalar && (node.tag === "!!str" || node.tag === "");

function replaceIn(node: Node, values: ReadonlyMap<string, VarValue | undefined>): void {
  if (isNull(node)) return;
  if (node.kind === Kind.scalar) {
    if (isText(node)) setValue(node, expand(node.value, values));
  } else if (node.kind === Kind.mapping) {
    for (let i = 0; i < node.content.length; i += 2) {
      const key = node.content[i]!;
      if (!isText(key)) {
        throw new KustomizeError(`invalid map key: value='${key.value}', tag='${key.tag}'`);
      }
      const value = node.content[i + 1]!;
      if (isText(value)) setValue(value, expand(value.value, values));
    }
  } else if (node.kind === Kind.sequence) {
    for (const item of node.content) {
      if (!isText(item)) throw new KustomizeError("invalid value type expect a string");
      setValue(item, expand(item.value, values));
    }
  } else throw new KustomizeError(`invalid type encountered ${node.kind}`);
}

const TAGS: Readonly<Record<string, string>> = {
  bigint: "!!int",
  number: "!!float",
  boolean: "!!bool",
};

function setValue(node: Node, value: VarValue): void {
  node.value = typeof value === "number" ? formatFixedFloat(value) : String(value);
  node.tag = TAGS[typeof value] ?? "!!str";
  node.style = 0;
}

/** Replaces `$(NAME)`; `$$` is one `$`. A text that is nothing but one reference takes the value's type. */
export function expand(text: string, values: ReadonlyMap<string, VarValue | undefined>): VarValue {
  let result = "";
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0 || dollar === text.length - 1) break;
    result += text.slice(at, dollar);
    const next = text[dollar + 1]!;
    const close = next === "(" ? text.indexOf(")", dollar) : -1;
    if (close >= 0) {
      const name = text.slice(dollar + 2, close);
      const value = values.get(name) ?? `$(${name})`;
      if (text === `$(${name})`) return value;
      result += typeof value === "number" ? formatYamlFloat(value) : String(value);
      at = close + 1;
    } else {
      result += next === "$" ? "$" : `$${next}`;
      at = dollar + 2;
    }
  }
  return result + text.slice(at);
}
