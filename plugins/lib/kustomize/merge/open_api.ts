import { parseNode, toJS } from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import type { FieldRule } from "../tables/merge_keys.ts";
import { builtInSchema, type Schema } from "./schema.ts";

interface Definition {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly additionalProperties?: Definition | boolean;
  readonly items?: Definition;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    group?: string;
    version?: string;
    kind?: string;
  }[];
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
}

const isDefinition = (value: unknown): value is Definition =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const CORE = "io.k8s.api.core.v1.";
/** Where the built-in types have the definitions that custom resources refer to. */
const BUILT_IN: Readonly<Record<string, readonly [root: string, ...path: string[]]>> = {
  "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": ["v1/Pod", "metadata"],
  "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector": ["apps/v1/Deployment", "spec", "selector"],
  [`${CORE}PodTemplateSpec`]: ["apps/v1/Deployment", "spec", "template"],
  [`${CORE}PodSpec`]: ["v1/Pod", "spec"],
  [`${CORE}Container`]: ["v1/Pod", "spec", "containers"],
  [`${CORE}EphemeralContainer`]: ["v1/Pod", "spec", "ephemeralContainers"],
  [`${CORE}Volume`]: ["v1/Pod", "spec", "volumes"],
  [`${CORE}Affinity`]: ["v1/Pod", "spec", "affinity"],
  [`${CORE}ServiceSpec`]: ["v1/Service", "spec"],
  [`${CORE}PersistentVolumeClaim`]: ["v1/PersistentVolumeClaim"],
  "io.k8s.api.apps.v1.DeploymentSpec": ["apps/v1/Deployment", "spec"],
  "io.k8s.api.apps.v1.StatefulSetSpec": ["apps/v1/StatefulSet", "spec"],
  "io.k8s.api.batch.v1.JobSpec": ["batch/v1/Job", "spec"],
};

/** The number of a built-in type by the name of its definition. */
function builtInType(name: string): number | undefined {
  if (!Object.hasOwn(BUILT_IN, name)) return undefined;
  const [root, ...path] = BUILT_IN[name]!;
  return path.reduce((type: number | undefined, field) => {
    const rule = type === undefined ? undefined : builtInSchema.types[type]?.[field];
    return rule?.m ?? rule?.l;
  }, builtInSchema.roots.get(root));
}

/**
 * What strategic merge must know, from an OpenAPI document in JSON or YAML. With `builtIn` the types that kustomize
 * brings along stay beside those of the document.
 */
export function parseOpenApi(source: string, options: { builtIn: boolean }): Schema {
  const node = parseNode(source, { dialect: "v2" });
  const document = node === undefined ? undefined : toJS(node, { dialect: "v2" });
  const definitions = isDefinition(document) ? Reflect.get(document, "definitions") : undefined;
  if (!isDefinition(definitions)) {
    throw new KustomizeError("invalid schema file: definitions are missing");
  }
  return new Reader(definitions as Readonly<Record<string, Definition>>, options.builtIn).read();
}

const definitionName = (reference = "") =>
  reference.replace(/^#\/definitions\//, "").replaceAll("~1", "/");

class Reader {
  readonly #definitions: Readonly<Record<string, Definition>>;
  readonly #builtIn: boolean;
  readonly #types: Readonly<Record<string, FieldRule>>[];
  readonly #known = new Map<Definition, number>();

  constructor(definitions: Readonly<Record<string, Definition>>, builtIn: boolean) {
    this.#definitions = definitions;
    this.#builtIn = builtIn;
    this.#types = builtIn ? [...builtInSchema.types] : [];
  }

  read(): Schema {
    const roots = new Map<string, number>();
    for (const definition of Object.values(this.#definitions)) {
      for (
        const { group, version = "", kind = "" } of definition["x-kubernetes-group-version-kind"] ??
          []
      ) {
        roots.set(`${group ? `${group}/` : ""}${version}/${kind}`, this.#type(definition));
      }
    }
    return {
      types: this.#types,
      roots: this.#builtIn ? new Map([...roots, ...builtInSchema.roots]) : roots,
    };
  }

  /** Follows references to a definition of this document; anything else is unknown. */
  #resolve(definition: Definition | undefined): Definition | undefined {
    let found = definition;
    for (let i = 0; found?.$ref !== undefined && i < 100; i++) {
      const name = definitionName(found.$ref);
      found = Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
    }
    return found;
  }

  #type(definition: Definition): number {
    const known = this.#known.get(definition);
    if (known !== undefined) return known;
    const fields: Record<string, FieldRule> = Object.create(null);
    const number = this.#types.push(fields) - 1;
    this.#known.set(definition, number);
    for (const [name, written] of Object.entries(definition.properties ?? {})) {
      const outside = this.#builtIn ? builtInType(definitionName(written.$ref)) : undefined;
      const property = this.#resolve(written);
      if (outside !== undefined) fields[name] = { m: outside };
      else if (property) fields[name] = this.#rule(property);
    }
    return number;
  }

  #rule(property: Definition): FieldRule {
    const strategy = property["x-kubernetes-patch-strategy"];
    const key = property["x-kubernetes-patch-merge-key"];
    const keys = property["x-kubernetes-list-map-keys"] ?? (key === undefined ? undefined : [key]);
    const item = property.type === "array" ? this.#resolve(property.items) : undefined;
    return {
      ...(property.properties ? { m: this.#type(property) } : {}),
      ...(item ? { l: this.#type(item) } : {}),
      ...(strategy === undefined ? {} : { s: strategy, ...(keys ? { k: keys } : {}) }),
    };
  }
}
