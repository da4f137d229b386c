import { parseNode, toJS } from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import type { FieldRule } from "../tables/merge_keys.ts";
import type { Schema } from "./schema.ts";

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

/** What strategic merge must know, from an OpenAPI document in JSON or YAML. */
export function parseOpenApi(source: string): Schema {
  const node = parseNode(source, { dialect: "v2" });
  const document = node === undefined ? undefined : toJS(node, { dialect: "v2" });
  const definitions = isDefinition(document) ? Reflect.get(document, "definitions") : undefined;
  if (!isDefinition(definitions)) {
    throw new KustomizeError("invalid schema file: definitions are missing");
  }
  return new Reader(definitions as Readonly<Record<string, Definition>>).read();
}

class Reader {
  readonly #definitions: Readonly<Record<string, Definition>>;
  readonly #types: Record<string, FieldRule>[] = [];
  readonly #known = new Map<Definition, number>();

  constructor(definitions: Readonly<Record<string, Definition>>) {
    this.#definitions = definitions;
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
    return { types: this.#types, roots };
  }

  /** Follows references to a definition of this document; anything else is unknown. */
  #resolve(definition: Definition | undefined): Definition | undefined {
    let found = definition;
    for (let i = 0; found?.$ref !== undefined && i < 100; i++) {
      const name = found.$ref.replace(/^#\/definitions\//, "").replaceAll("~1", "/");
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
      const property = this.#resolve(written);
      if (property) fields[name] = this.#rule(property);
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
