import { encodeYaml, type Value } from "contract/yaml";
import type { Metadata } from "../helm/mod.ts";

type Fields = Map<Value, Value>;
type Entry = readonly [string, Value];

const isEmpty = (value: Value): boolean =>
  value === "" || value === false || value === null ||
  (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0);

/** The fields that hold anything, as Go's `omitempty` leaves them. */
const filled = (entries: readonly Entry[]): Fields =>
  new Map(entries.filter(([, value]) => !isEmpty(value)));

function dependencyFields(dependency: Metadata["dependencies"][number]): Fields {
  const { name, version, repository, condition, tags, alias, importValues } = dependency;
  return new Map<Value, Value>([
    ["name", name],
    ["repository", repository],
    ...filled([
      ["version", version],
      ["condition", condition],
      ["tags", [...tags]],
      ["import-values", importValues as Value[]],
      ["alias", alias],
    ]),
  ]);
}

/** What Chart.yaml says, in the form that packages and indexes hold it; without dependencies for the first API version. */
export function metadataFields(
  metadata: Metadata,
  options: { dependencies?: boolean } = {},
): Fields {
  const { maintainers, annotations, dependencies, sources, keywords } = metadata;
  const people = maintainers.map(({ name, email, url }) =>
    filled([["name", name], ["email", email], ["url", url]])
  );
  const kept = options.dependencies ?? metadata.apiVersion !== "v1";
  return filled([
    ...(["name", "home", "version", "description", "icon", "apiVersion", "condition"] as const)
      .map((key): Entry => [key, metadata[key]]),
    ...(["tags", "appVersion", "kubeVersion", "type", "deprecated"] as const)
      .map((key): Entry => [key, metadata[key]]),
    ["sources", [...sources]],
    ["keywords", [...keywords]],
    ["maintainers", people],
    ["annotations", new Map(annotations)],
    ["dependencies", kept ? dependencies.map(dependencyFields) : []],
  ]);
}

/** Chart.yaml as Helm writes it. */
export const metadataYaml = (metadata: Metadata): string => encodeYaml(metadataFields(metadata));
