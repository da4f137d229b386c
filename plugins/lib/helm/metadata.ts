import { CallError, formatFloat, type GoMap, quote } from "../gotemplate/mod.ts";
import { mismatch, readYaml, scalarText } from "./yaml.ts";

/** A dependency as Chart.yaml or requirements.yaml names it. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly alias: string;
  readonly importValues: readonly unknown[];
}

/** What Chart.yaml says. */
export interface Metadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly Maintainer[];
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: ReadonlyMap<string, string>;
  readonly kubeVersion: string;
  readonly dependencies: readonly Dependency[];
  readonly type: string;
}

interface Maintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

const EMPTY: GoMap = new Map();

function text(value: unknown): string {
  if (typeof value === "number") return formatFloat(value, "g", -1);
  const found = scalarText(value);
  if (found === undefined) throw mismatch(value, "string");
  return found;
}

/** A text as Helm keeps it of Chart.yaml: space of any kind is a blank, and what cannot be printed is gone. */
function clean(value: unknown): string {
  const found = text(value);
  if (/^[ -~]*$/.test(found)) return found;
  return found.replace(/[\t-\r\x85\p{White_Space}]/gu, " ")
    .replace(/[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu, "");
}

function map(value: unknown): GoMap {
  if (value === null || value === undefined) return EMPTY;
  if (value instanceof Map) return value as GoMap;
  throw mismatch(value, "map[string]interface {}");
}

function list<T>(value: unknown, read: (item: unknown) => T): T[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map(read);
  throw mismatch(value, "[]interface {}");
}

function readDependency(value: unknown): Dependency {
  const from = map(value);
  return {
    name: clean(from.get("name")),
    version: clean(from.get("version")),
    repository: clean(from.get("repository")),
    condition: clean(from.get("condition")),
    tags: list(from.get("tags"), clean),
    alias: text(from.get("alias")),
    importValues: list(from.get("import-values"), (item) => item),
  };
}

function readMaintainer(value: unknown): Maintainer {
  const from = map(value);
  return {
    name: clean(from.get("name")),
    email: clean(from.get("email")),
    url: clean(from.get("url")),
  };
}

/** The mapping that Chart.yaml is. */
function body(value: unknown): GoMap {
  if (value === null || value === undefined) return EMPTY;
  if (value instanceof Map) return value as GoMap;
  const { message } = mismatch(value, "loader.chartBase");
  throw new CallError(`error unmarshaling JSON: while decoding JSON: ${message}`);
}

/** Reads Chart.yaml; what requirements.yaml says comes over it. Throws CallError. */
export function readMetadata(
  chart: Uint8Array | undefined,
  requirements: Uint8Array | undefined,
): Metadata {
  const main = chart ? body(readYaml(chart, true)) : EMPTY;
  const over = requirements ? map(readYaml(requirements, true)) : EMPTY;
  return readMetadataFields(new Map([...main, ...[...over].filter(([, value]) => value !== null)]));
}

/** The same of a mapping that has been read, such as an entry of a repository's index. Throws CallError. */
export function readMetadataFields(fields: ReadonlyMap<string, unknown>): Metadata {
  const get = (key: string) => fields.get(key);
  return {
    name: clean(get("name")),
    home: clean(get("home")),
    sources: list(get("sources"), clean),
    version: text(get("version")),
    description: clean(get("description")),
    keywords: list(get("keywords"), clean),
    maintainers: list(get("maintainers"), readMaintainer),
    icon: clean(get("icon")),
    apiVersion: text(get("apiVersion")) || "v1",
    condition: clean(get("condition")),
    tags: clean(get("tags")),
    appVersion: clean(get("appVersion")),
    deprecated: get("deprecated") === true,
    annotations: new Map([...map(get("annotations"))].map(([key, value]) => [key, text(value)])),
    kubeVersion: clean(get("kubeVersion")),
    dependencies: list(get("dependencies"), readDependency),
    type: text(get("type")),
  };
}

const VERSION = /^v?[0-9]+(\.[0-9]+)?(\.[0-9]+)?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** What is wrong with Chart.yaml, in Helm's words; undefined where nothing is. */
export function validateMetadata(metadata: Metadata): string | undefined {
  const { name, version, type, dependencies } = metadata;
  if (name === "") return "chart.metadata.name is required";
  if (name === "." || name === "..") return `chart.metadata.name ${quote(name)} is not allowed`;
  if (name.includes("/")) return `chart.metadata.name ${quote(name)} is invalid`;
  if (version === "") return "chart.metadata.version is required";
  if (!VERSION.test(version)) return `chart.metadata.version ${quote(version)} is invalid`;
  if (!["", "application", "library"].includes(type)) {
    return "chart.metadata.type must be application or library";
  }
  const seen = new Set<string>();
  for (const dependency of dependencies) {
    const key = dependency.alias || dependency.name;
    if (dependency.alias !== "" && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias)) {
      return `dependency ${quote(dependency.name)} has disallowed characters in the alias`;
    }
    if (seen.has(key)) return `more than one dependency with name or alias ${quote(key)}`;
    seen.add(key);
  }
  return undefined;
}
