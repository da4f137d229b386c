import { parseNode, toJS } from "contract/yaml";
import type { FieldSpec } from "../model/field_spec.ts";
import { type Loader, loadText } from "../source/loader.ts";
import { EMPTY_CONFIG, mergeConfigs, type TransformerConfig } from "./transformer_config.ts";
import { prefixed } from "../errors.ts";

type Property = Readonly<Record<string, unknown>>;
interface Api {
  readonly properties: Readonly<Record<string, Property>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the schemas of custom resources (`crds`) say of names, labels and annotations in them. */
export function customResourceConfig(loader: Loader, paths: readonly string[]): TransformerConfig {
  return paths.reduce((config, path) => {
    const source = loadText(loader, path);
    const apis = prefixed(
      () => `unable to parse open API definition from '${path}'`,
      () => readApis(source),
    );
    return [...apis.entries()].reduce(
      (result, [name, api]) => isObject(api) ? mergeConfigs(result, configOf(apis, name)) : result,
      config,
    );
  }, EMPTY_CONFIG);
}

function readApis(source: string): Map<string, Api> {
  const node = parseNode(source, { dialect: "v2" });
  const document = node === undefined ? {} : toJS(node, { dialect: "v2" });
  const apis = new Map<string, Api>();
  for (const [name, api] of Object.entries(isRecord(document) ? document : {})) {
    const schema = isRecord(api) ? api["Schema"] ?? api["schema"] : undefined;
    const properties = isRecord(schema) ? schema["properties"] : undefined;
    apis.set(name, { properties: (isRecord(properties) ? properties : {}) as Api["properties"] });
  }
  return apis;
}

const isObject = ({ properties }: Api) =>
  ["kind", "apiVersion", "metadata"].every((name) => Object.hasOwn(properties, name));

function configOf(apis: ReadonlyMap<string, Api>, name: string): TransformerConfig {
  const kind = name.slice(name.lastIndexOf(".") + 1);
  const config = {
    commonAnnotations: [] as FieldSpec[],
    commonLabels: [] as FieldSpec[],
    namePrefix: [] as FieldSpec[],
    nameReference: [] as TransformerConfig["nameReference"][number][],
  };
  visit(apis, name, [], (path, property) => {
    const spec = (...more: string[]): FieldSpec => ({
      group: "",
      version: "",
      kind,
      path: [...path, ...more].join("/"),
      create: false,
    });
    const text = (key: string) =>
      typeof property[key] === "string" ? property[key] as string : undefined;
    if (text("x-kubernetes-annotation") !== undefined) config.commonAnnotations.push(spec());
    if (text("x-kubernetes-label-selector") !== undefined) config.commonLabels.push(spec());
    if (text("x-kubernetes-identity") !== undefined) config.namePrefix.push(spec());
    const [version, target] = [
      text("x-kubernetes-object-ref-api-version"),
      text("x-kubernetes-object-ref-kind"),
    ];
    if (version === undefined || target === undefined) return;
    const referrer = spec(text("x-kubernetes-object-ref-name-key") ?? "name");
    config.nameReference.push({ group: "", version, kind: target, fieldSpecs: [referrer] });
  });
  return { ...EMPTY_CONFIG, ...config };
}

function visit(
  apis: ReadonlyMap<string, Api>,
  name: string,
  path: readonly string[],
  found: (path: readonly string[], property: Property) => void,
): void {
  if (path.length > 50) return;
  for (const [field, property] of Object.entries(apis.get(name)?.properties ?? {})) {
    found([...path, field], property);
    const reference = property["$ref"];
    if (typeof reference === "string") visit(apis, reference, [...path, field], found);
  }
}
