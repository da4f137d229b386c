import { dirname, resolve } from "node:path";
import { meaning, PipelineEntry, PluginEntry, RuntimeConfig } from "schemas/runtime_config.ts";
import { checker } from "schemas/check.ts";
import type { Data } from "contract";
import type { Config } from "./config.ts";
import { readYaml } from "./document.ts";
import type { ConfigProblem, Finding } from "./problem.ts";
import * as references from "./references.ts";
import { groupKind, settle } from "./settle.ts";
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

const shape = shapeOf(RuntimeConfig, {
  meaning,
  keys: { plugins: meaning.id[1], pipelines: meaning.kind[1] },
  refused: {
    "store.s3": "this version keeps artifacts in a directory only; say `directory`",
  },
});
const plugins = checker(PluginEntry);
const pipelines = checker(PipelineEntry);

/** Checks a config and all that it refers to. Answers the settled config, or every mistake, in the order of the lines. */
export function checkConfig(text: string, options: CheckOptions): Checked {
  const read = readYaml(text, options.file);
  if (read.problems.length > 0) return { problems: read.problems };
  const value = read.value ?? {}; // an empty file is an empty map
  const ids = Object.keys(asMap(asMap(value)["plugins"]));
  const { known, broken } = sort(ids, options.manifests);
  const findings = [...shape(value), ...refer(asMap(value), ids, known, options.manifests)];
  const problems = [...read.place(findings), ...broken];
  if (problems.length > 0) return { problems };
  const folder = dirname(resolve(options.file));
  return { config: settle(read.value as RuntimeConfig, folder, known) };
}

/** The plugins that a config names, as far as it can be read: what has to be looked at before it can be checked. */
export function pluginsOf(text: string, file: string): ReadonlyMap<string, PluginEntry> {
  const { value } = readYaml(text, file);
  return valid<PluginEntry>(asMap(asMap(value)["plugins"]), plugins.is);
}

function sort(ids: readonly string[], manifests: CheckOptions["manifests"]) {
  const known = new Map<string, references.Known>();
  const broken: ConfigProblem[] = [];
  for (const id of ids) {
    const read = manifests.get(id);
    if (read === undefined) continue;
    if ("problems" in read) broken.push(...read.problems);
    else known.set(id, read);
  }
  return { known, broken };
}

/** References are checked wherever the shape of the entry allows it, so that one run tells all. */
function refer(
  value: Data,
  ids: readonly string[],
  known: references.Manifests,
  read: CheckOptions["manifests"],
): Finding[] {
  const found = references.checkRoutes(known);
  for (const [id, entry] of valid<PluginEntry>(asMap(value["plugins"]), plugins.is)) {
    const plugin = known.get(id);
    if (plugin !== undefined) found.push(...references.checkPlugin(id, entry, plugin));
    else if (!read.has(id)) found.push({ at: ["plugins", id, "use"], message: unread(entry) });
  }
  const seen = new Map<string, string>();
  for (const [kind, entry] of valid<PipelineEntry>(asMap(value["pipelines"]), pipelines.is)) {
    found.push(...references.checkPipeline(kind, entry, ids, known));
    const twin = seen.get(groupKind(kind));
    if (twin !== undefined) {
      found.push({ at: ["pipelines", kind], key: true, message: `is ${twin} once more` });
    }
    seen.set(groupKind(kind), kind);
  }
  const cluster = asMap(value["cluster"])["plugin"];
  if (typeof cluster !== "string") return found;
  return [...found, ...references.checkId(cluster, ["cluster", "plugin"], ["cluster"], ids, known)];
}

function unread({ use }: PluginEntry): string {
  if (!use.startsWith("oci://")) return "was not looked at";
  return "this version takes plugins from folders only: pull the bundle and name its folder";
}

function valid<T>(map: Data, is: (value: unknown) => boolean): ReadonlyMap<string, T> {
  return new Map(Object.entries(map).filter(([, entry]) => is(entry)) as [string, T][]);
}

function asMap(value: unknown): Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Data : {};
}
