import { decodeNode, encodeYaml, parseNode, type Value, YamlError } from "contract/yaml";
import { ChartError, type Metadata, readMetadataFields, validateMetadata } from "../helm/mod.ts";
import {
  compareVersions,
  parseConstraint,
  parseVersion,
  satisfies,
  type Version,
  VersionError,
} from "../semver/mod.ts";
import { metadataFields } from "./metadata_yaml.ts";

/** One version of a chart in a repository. */
export interface ChartVersion {
  readonly metadata: Metadata;
  readonly urls: readonly string[];
  readonly created: string;
  readonly digest: string;
}

/** The index of a repository: versions by the name of the chart, the highest first. */
export interface Index {
  readonly apiVersion: string;
  readonly generated: string;
  readonly entries: ReadonlyMap<string, readonly ChartVersion[]>;
  /** Versions that were left out, and why. */
  readonly problems: readonly string[];
}

type Fields = ReadonlyMap<Value, Value>;

const textAt = (fields: Fields, key: string): string => {
  const value = fields.get(key);
  return typeof value === "string" ? value : "";
};

function versionOf(entry: Value): ChartVersion {
  if (!(entry instanceof Map)) throw new ChartError("entry is empty");
  const metadata = readMetadataFields(entry as ReadonlyMap<string, unknown>);
  const urls = entry.get("urls");
  return {
    metadata,
    urls: Array.isArray(urls) ? urls.map(String) : [],
    created: textAt(entry, "created"),
    digest: textAt(entry, "digest"),
  };
}

function parsed(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof VersionError) return undefined;
    throw error;
  }
}

/** The highest version first; what is no version comes last. */
function sorted(versions: readonly ChartVersion[]): ChartVersion[] {
  const keyed = versions.map((one) => ({ one, version: parsed(one.metadata.version) }));
  return keyed.sort(({ version: a }, { version: b }) =>
    a && b ? compareVersions(b, a) : Number(b !== undefined) - Number(a !== undefined)
  ).map(({ one }) => one);
}

function readRoot(source: string | Uint8Array): Fields {
  try {
    const node = parseNode(source, { dialect: "v2" });
    const root = node && decodeNode(node, { dialect: "v2", unique: true });
    if (root instanceof Map) return root;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ChartError(`cannot load index: ${error.message}`);
  }
  throw new ChartError("empty index.yaml file");
}

/** Reads an index.yaml, JSON too. Versions that are wrong are left out, and told. Throws ChartError. */
export function readIndex(source: string | Uint8Array): Index {
  const root = readRoot(source);
  const problems: string[] = [];
  const entries = new Map<string, ChartVersion[]>();
  const found = root.get("entries");
  for (const [name, list] of found instanceof Map ? found : []) {
    const kept: ChartVersion[] = [];
    for (const [i, entry] of (Array.isArray(list) ? list : []).entries()) {
      try {
        const version = versionOf(entry);
        const problem = validateMetadata({
          ...version.metadata,
          name: version.metadata.name || String(name),
        });
        if (problem) throw new ChartError(`validation: ${problem}`);
        kept.push(version);
      } catch (error) {
        problems.push(`skipping loading invalid entry for chart ${name} #${i}: ${error}`);
      }
    }
    entries.set(String(name), sorted(kept));
  }
  const apiVersion = textAt(root, "apiVersion");
  if (apiVersion === "") throw new ChartError("no API version specified");
  return { apiVersion, generated: textAt(root, "generated"), entries, problems };
}

/**
 * The version of a chart that a range chooses: the very one that is named, else the highest in the range; "" is any that is
 * no pre-release. Throws ChartError in Helm's words.
 */
export function chooseVersion(index: Index, name: string, range = ""): ChartVersion {
  const versions = index.entries.get(name);
  if (!versions) throw new ChartError("no chart name found");
  if (versions.length === 0) throw new ChartError("no chart version found");
  const constraint = constraintOf(range);
  const exact = versions.find(({ metadata }) => range !== "" && metadata.version === range);
  const chosen = exact ?? versions.find(({ metadata }) => {
    const version = parsed(metadata.version);
    return version !== undefined && satisfies(version, constraint);
  });
  if (chosen) return chosen;
  throw new ChartError(`no chart version found for ${name}-${range}`);
}

function constraintOf(range: string) {
  try {
    return parseConstraint(range || "*");
  } catch (error) {
    if (error instanceof VersionError) throw new ChartError(error.message);
    throw error;
  }
}

/** One index with what another has besides; of a version that both have, the first one's stays. */
export function mergeIndexes(into: Index, from: Index): Index {
  const entries = new Map(into.entries);
  for (const [name, versions] of from.entries) {
    const own = entries.get(name) ?? [];
    const known = new Set(own.map(({ metadata }) => metadata.version));
    const added = versions.filter(({ metadata }) => !known.has(metadata.version));
    entries.set(name, sorted([...own, ...added]));
  }
  return { ...into, entries };
}

/** The index as Helm writes it. */
export function writeIndex({ apiVersion, entries, generated }: Index): string {
  const lists = [...entries].map(([name, versions]) => {
    const items = versions.map((version) =>
      new Map<Value, Value>([
        ...metadataFields(version.metadata, { dependencies: true }),
        ["created", version.created],
        ...version.digest ? [["digest", version.digest] as const] : [],
        ["urls", [...version.urls]],
      ])
    );
    return [name, items] as const;
  });
  return encodeYaml(
    new Map<Value, Value>([
      ["apiVersion", apiVersion],
      ["entries", new Map<Value, Value>(lists)],
      ["generated", generated],
    ]),
  );
}
