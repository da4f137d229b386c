import { type Node, parseNode, yamlToJson } from "contract/yaml";
import { KustomizeError, prefixed, quoted } from "../errors.ts";
import { gvkOfNode, gvkText, metaMap, metaText } from "../model/ids.ts";
import { objectYaml } from "../model/output.ts";
import type { Resource } from "../model/resource.ts";
import { applyOperator } from "./variable_functions.ts";
import { parseVariables, type Part } from "./variable_parser.ts";

/** How variables are put in. */
export interface SubstituteOptions {
  /** Whether a variable that is not there is an error; without it, it is empty. */
  readonly strict: boolean;
  /** Whether texts are worked on even where there is no variable at all. */
  readonly always?: boolean;
}

const SWITCH = "kustomize.toolkit.fluxcd.io/substitute";
const NAME = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const DEFAULTS = new Set(["-", "+", "=", "?", ":-", ":+", ":=", ":?"]);

/** Puts variables into a text. Throws KustomizeError with envsubst's texts. */
export function substitute(
  text: string,
  variables: ReadonlyMap<string, string>,
  strict: boolean,
): string {
  const parts = parseVariables(text);
  const write = (part: Part): string => {
    if (typeof part === "string") return part;
    const args = part.args.map(write);
    const value = variables.get(part.name);
    if (value === undefined && strict && !DEFAULTS.has(part.operator)) {
      throw new KustomizeError(`variable not set (strict mode): ${quoted(part.name)}`);
    }
    return applyOperator(part.operator, value ?? "", args);
  };
  return parts.map(write).join("");
}

/** Variables in their order: later ones win, and line breaks are taken out of the values. */
export function joinVariables(
  ...sources: readonly Iterable<readonly [string, string]>[]
): Map<string, string> {
  const joined = new Map<string, string>();
  for (const source of sources) {
    for (const [name, value] of source) joined.set(name, value.replaceAll("\n", ""));
  }
  return joined;
}

/** Puts variables into an object's YAML; what comes out may be of other types. */
export function substituteObject(
  object: Node,
  source: () => ReadonlyMap<string, string>,
  options: SubstituteOptions,
): Node {
  const isOff = (name: "labels" | "annotations") =>
    metaMap(object, name).get(SWITCH) === "disabled";
  if (isOff("labels") || isOff("annotations")) return object;
  const variables = source();
  if (variables.size === 0 && !options.always) return object;
  for (const name of variables.keys()) {
    if (NAME.test(name)) continue;
    throw new KustomizeError(
      `envsubst error: '${name}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`,
    );
  }
  const text = prefixed(
    () => "envsubst error: variable substitution failed",
    () => substitute(objectYaml(object), variables, options.strict),
  );
  const json = prefixed(
    () => "envsubst error: YAMLToJSON: error converting YAML to JSON",
    () => yamlToJson(text),
  );
  return parseNode(json)!;
}

/** The same for a resource of a build; what goes wrong says for which. */
export function substituteResource(
  resource: Resource,
  variables: () => ReadonlyMap<string, string>,
  options: SubstituteOptions,
): void {
  const node = resource.node!;
  resource.node = prefixed(
    () => `post build failed for '${gvkText(gvkOfNode(node))}/${metaText(node, "name")}'`,
    () => substituteObject(node, variables, options),
  );
}
