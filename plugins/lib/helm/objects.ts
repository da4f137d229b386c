import {
  CallError,
  fromBytes,
  type GoMap,
  type GoMethod,
  GoObject,
  quote,
  typedList,
  TypedMap,
} from "../gotemplate/mod.ts";
import { basePath, plainValue } from "../sprig/mod.ts";
import { encodeYaml } from "contract/yaml";
import type { ChartFile } from "./chart.ts";
import { compileGlob } from "./glob.ts";
import { normalizedKubeVersion } from "./install_checks.ts";

const method = (params: readonly string[], call: GoMethod["call"]): GoMethod => ({ params, call });
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A struct: fields in Go's order. */
class Struct extends GoObject {
  readonly goType: string;
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #json: ReadonlyMap<string, unknown> | undefined;
  readonly #methods: Readonly<Record<string, GoMethod>>;

  constructor(
    goType: string,
    fields: ReadonlyMap<string, unknown>,
    options: {
      readonly json?: ReadonlyMap<string, unknown>;
      readonly methods?: Readonly<Record<string, GoMethod>>;
    } = {},
  ) {
    super();
    this.goType = goType;
    this.#fields = fields;
    this.#json = options.json;
    this.#methods = options.methods ?? {};
  }

  override field(name: string): unknown {
    return this.#fields.get(name);
  }

  override method(name: string): GoMethod | undefined {
    return own(this.#methods, name);
  }

  override get json(): unknown {
    return this.#json ?? this.#fields;
  }

  text(): string {
    const inner = [...this.#fields.values()].map((value) =>
      value instanceof GoObject ? value.text() : String(value)
    );
    return `${this.goType.startsWith("*") ? "&" : ""}{${inner.join(" ")}}`;
  }
}

/** Kubernetes' version as templates see it: its text and methods are those of a pointer, its copies have none. */
class KubeVersion extends Struct {
  readonly #normalized: string;
  readonly #copy: Struct;

  constructor(version: string, normalized: string) {
    const [major = "", minor = ""] = normalized.slice(1).split(".");
    const json = new Map([["Version", version], ["Major", major], ["Minor", minor]]);
    const fields = new Map([["Version", version], ["normalized", normalized], ...json]);
    const methods = {
      String: method([], () => normalized),
      GitVersion: method([], () => version),
    };
    super("common.KubeVersion", json, { methods });
    this.#normalized = normalized;
    this.#copy = new Struct(this.goType, fields, { json });
  }

  override get copied(): GoObject {
    return this.#copy;
  }

  override text(): string {
    return this.#normalized;
  }
}

/** The API versions, as `.Capabilities.APIVersions`. */
class VersionSet extends GoObject {
  readonly goType = "common.VersionSet";
  readonly #versions: readonly string[];
  readonly #known: ReadonlySet<string>;

  constructor(versions: readonly string[]) {
    super();
    this.#versions = typedList("string", [...versions]);
    this.#known = new Set(versions);
  }

  override get goKind(): string {
    return "slice";
  }

  override get plain(): unknown {
    return this.#versions;
  }

  override method(name: string): GoMethod | undefined {
    return name === "Has"
      ? method(["string"], (version: string) => this.#known.has(version))
      : undefined;
  }

  text(): string {
    return `[${this.#versions.join(" ")}]`;
  }
}

const HELM = new Map([
  ["version", "v4.2.3"],
  ["git_commit", "43e8b7feece8beb0fcba47059ec9b522fd929a64"],
  ["git_tree_state", "clean"],
  ["go_version", "go1.26.5"],
  ["kube_client_version", "v1.36"],
]);
const HELM_FIELDS = ["Version", "GitCommit", "GitTreeState", "GoVersion", "KubeClientVersion"];

/** `.Capabilities`: `kubeVersion` with its v, the API versions in order. */
export function capabilitiesObject(kubeVersion: string, apiVersions: readonly string[]): GoObject {
  const normalized = normalizedKubeVersion(kubeVersion);
  const helm = new Struct(
    "version.BuildInfo",
    new Map([...HELM.values()].map((value, i) => [HELM_FIELDS[i]!, value])),
    { json: HELM },
  );
  return new Struct(
    "*common.Capabilities",
    new Map<string, unknown>([
      ["KubeVersion", new KubeVersion(kubeVersion, normalized)],
      ["APIVersions", new VersionSet(apiVersions)],
      ["HelmVersion", helm],
    ]),
  );
}

/** `.Files`: the chart's files that are no templates. */
export class Files extends GoObject {
  readonly goType = "engine.files";
  readonly #files: ReadonlyMap<string, Uint8Array>;
  #plain: TypedMap | undefined;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    super();
    this.#files = files;
  }

  static of(files: readonly ChartFile[]): Files {
    return new Files(new Map(files.map(({ name, data }) => [name, data])));
  }

  override get goKind(): string {
    return "map";
  }

  override get plain(): unknown {
    return this.#plain ??= new TypedMap("engine.files", "[]uint8", this.#files);
  }

  override method(name: string): GoMethod | undefined {
    const methods: Readonly<Record<string, GoMethod>> = {
      Get: method(["string"], (path: string) => fromBytes(this.#bytes(path))),
      GetBytes: method(["string"], (path: string) => this.#bytes(path)),
      Glob: method(["string"], (pattern: string) => this.#glob(pattern)),
      AsConfig: method([], () => this.#asYaml(fromBytes)),
      AsSecrets: method([], () => this.#asYaml((bytes) => bytes.toBase64())),
      Lines: method(["string"], (path: string) => this.#lines(path)),
    };
    return own(methods, name);
  }

  #bytes(path: string): Uint8Array {
    return this.#files.get(path) ?? new Uint8Array();
  }

  #glob(pattern: string): Files {
    const matches = compileGlob(pattern);
    return new Files(new Map([...this.#files].filter(([name]) => matches(name))));
  }

  #asYaml(write: (bytes: Uint8Array) => string): string {
    const entries = [...this.#files].map(([name, data]) => [basePath(name), write(data)] as const);
    return encodeYaml(new Map(entries)).replace(/\n$/, "");
  }

  #lines(path: string): string[] {
    const bytes = this.#files.get(path);
    if (!bytes) return typedList("string", []);
    return typedList("string", fromBytes(bytes).replace(/\n$/, "").split("\n"));
  }

  text(): string {
    const names = [...this.#files.keys()].sort();
    return `map[${names.map((n) => `${n}:[${[...this.#files.get(n)!].join(" ")}]`).join(" ")}]`;
  }
}

/** A table of values by its path. Throws CallError. */
function tableAt(values: GoMap, path: string): Values {
  let table = values;
  for (const key of path.split(".")) {
    const inner = table.get(key);
    if (!(inner instanceof Map)) throw new CallError(`${quote(key)} is not a table`);
    table = inner as GoMap;
  }
  return table instanceof Values ? table : valuesMap(table);
}

/** A value by its path that is no table. Throws CallError. */
function valueAt(values: GoMap, path: string): unknown {
  if (path === "") throw new CallError("YAML path cannot be empty");
  const keys = path.split(".");
  const last = keys.pop()!;
  let table: unknown = values;
  for (const key of keys) table = table instanceof Map ? table.get(key) : undefined;
  const value = table instanceof Map ? table.get(last) : undefined;
  if (value === undefined || value instanceof Map) {
    throw new CallError(`${quote(last)} is not a value`);
  }
  return value;
}

/** A map with the methods of Helm's type for values. */
class Values extends TypedMap {
  override method(name: string): GoMethod | undefined {
    switch (name) {
      case "AsMap":
        return method([], () => new Map(this));
      case "YAML":
        return method([], () => encodeYaml(plainValue(this)));
      case "Table":
        return method(["string"], (path: string) => tableAt(this, path));
      case "PathValue":
        return method(["string"], (path: string) => valueAt(this, path));
    }
    return undefined;
  }
}

/** A map of type common.Values, such as `.Values` and the dot itself. */
export const valuesMap = (entries: GoMap): TypedMap =>
  new Values("common.Values", "interface {}", entries);
