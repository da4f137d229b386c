import { dirname, resolve } from "node:path";
import { PipelineEntry, PluginEntry, RuntimeConfig } from "schemas/runtime_config.ts";
import type { Data } from "contract";
import type { StaticDecode, TSchema } from "typebox";
import Value from "typebox/value";
import { type Config, groupKind, settle } from "./config.ts";
import { decode } from "schemas/defaults.ts";
import { readYaml } from "./document.ts";
import type { ConfigProblem, Finding } from "./problem.ts";
import * as references from "./references.ts";
import { shapeOf } from "./shape.ts";

export type Checked =
  | { readonly config: Config }
  | { readonly problems: readonly ConfigProblem[] };

/** What a plugin's folder turned out to be. */
export type ManifestRead = references.Known | { readonly problems: readonly ConfigProblem[] };

export interface CheckOptions {
  /** Path of the file: for messages, and relative paths start from its folder. */
  readonly file: string;
  /** What the plugins' folders hold, by id. */
  readonly manifests: ReadonlyMap<string, ManifestRead>;
}

const shape = shapeOf(RuntimeConfig);

/** Checks a config and all that it refers to. Answers the settled config, or every mistake, in the order of the lines. */
export function checkConfig(text: string, { file, manifests }: CheckOptions): Checked {
  const read = readYaml(text, file);
  if (read.problems.length > 0) return { problems: read.problems };
  const value = read.value ?? {}; // an empty file is an empty map
  const ids = Object.keys(asMap(asMap(value)["plugins"]));
  const folders = ids.flatMap((id) => [[id, manifests.get(id)] as const]);
  const broken = folders.flatMap(([, one]) => one && "problems" in one ? one.problems : []);
  const known = new Map(
    folders.flatMap(([id, one]) => one && !("problems" in one) ? [[id, one]] : []),
  );
  const findings = [
    ...shape(value),
    ...refer(asMap(value), { ids, known }, manifests),
  ];
  const problems = [...read.place(findings), ...broken];
  return problems.length > 0
    ? { problems }
    : { config: settle(value, dirname(resolve(file)), known) };
}

/** The plugins that a config names, as far as it can be read: what has to be looked at before it can be checked. */
export function pluginsOf(text: string, file: string): [id: string, PluginEntry][] {
  return valid(asMap(readYaml(text, file).value)["plugins"], PluginEntry);
}

/** References are checked wherever the shape of the entry allows it, so that one run tells all. */
function refer(
  { plugins, pipelines, cluster }: Data,
  named: references.Named,
  read: CheckOptions["manifests"],
): Finding[] {
  const found = references.checkRoutes(named.known);
  for (const [id, entry] of valid(plugins, PluginEntry)) {
    const plugin = named.known.get(id);
    if (plugin !== undefined) found.push(...references.checkPlugin(id, entry, plugin));
    else if (!read.has(id)) found.push({ at: ["plugins", id, "use"], message: unread(entry) });
  }
  const seen = new Map<string, string>();
  for (const [kind, entry] of valid(pipelines, PipelineEntry)) {
    found.push(...references.checkPipeline(kind, entry, named));
    const twin = seen.get(groupKind(kind));
    const message = `is ${twin} once more`;
    if (twin !== undefined) found.push({ at: ["pipelines", kind], key: true, message });
    seen.set(groupKind(kind), kind);
  }
  const { plugin } = asMap(cluster);
  if (typeof plugin !== "string") return found;
  return [...found, ...references.checkId(plugin, ["cluster", "plugin"], ["cluster"], named)];
}

function unread({ use }: PluginEntry): string {
  if (!use.startsWith("oci://")) return "was not looked at";
  return "this version takes plugins from folders only: pull the bundle and name its folder";
}

function valid<S extends TSchema>(map: unknown, schema: S): [string, StaticDecode<S>][] {
  return Object.entries(asMap(map)).filter(([, entry]) => Value.Check(schema, entry))
    .map(([key, entry]) => [key, decode(schema, entry)]);
}

function asMap(value: unknown): Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Data : {};
}
