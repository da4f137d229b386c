import type { Data, Kind } from "contract";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import type { PipelineEntry, PluginEntry } from "schemas/runtime_config.ts";
import { grantOf } from "../host/grant.ts";
import { withDefaults } from "schemas/defaults.ts";
import { problemsBy } from "schemas/third_party.ts";
import type { Finding } from "./problem.ts";
import { findingsOf } from "./shape.ts";
import { kindsOfStep } from "./tables/words.ts";

/** What is known of a plugin that the config names. */
export interface Known {
  readonly manifest: PluginManifest;
  /** The folder, absolute. */
  readonly folder: string;
  /** Shipped with this program: it may be granted all. */
  readonly builtIn: boolean;
  /** `sha256:…`, where it was asked for. */
  readonly digest?: string;
}

export type Manifests = ReadonlyMap<string, Known>;

/** All ids that the config names, and what is known of those whose folder is sound. */
export interface Named {
  readonly ids: readonly string[];
  readonly known: Manifests;
}

/** One entry of `plugins` against its manifest: kind of grant, grant, digest, sharing, options. */
export function checkPlugin(id: string, entry: PluginEntry, known: Known): Finding[] {
  const at = ["plugins", id], { manifest, builtIn, digest } = known;
  const found: Finding[] = [];
  const wrong = (key: string, message: string) => found.push({ at: [...at, key], message });
  if (entry.grant === "all" && !builtIn) {
    wrong("grant", "`all` is for built-in plugins; name what this one may do");
  }
  const missing = grantOf(manifest.needs ?? {}, entry.grant ?? {}).missing.join("; ");
  if (missing !== "") {
    const message = `plugin ${id} needs what is not granted: ${missing}`;
    if (entry.grant === undefined) found.push({ at, key: true, message });
    else wrong("grant", message);
  }
  if (entry.digest !== undefined && digest !== undefined && entry.digest !== digest) {
    wrong("digest", `plugin ${id} is not what was pinned: its bundle is ${digest}`);
  }
  if (entry.share && manifest.pure !== true) {
    wrong("share", "only a plugin whose manifest says `pure: true` may serve several namespaces");
  }
  return [...found, ...checkOptions([...at, "config"], entry.config, manifest)];
}

/** The options of a plugin against the JSON Schema of its manifest. */
function checkOptions(
  at: readonly string[],
  options: Data,
  { name, config: schema }: PluginManifest,
): Finding[] {
  if (schema === undefined) {
    const message = `is no option: ${name} takes none`;
    return Object.keys(options).map((key) => ({ at: [...at, key], key: true, message }));
  }
  try {
    return findingsOf(problemsBy(schema, withDefaults(options, schema)), schema, at);
  } catch (error) { // what takes too long, or has no end
    const message = error instanceof Error ? error.message : String(error);
    return [{ at, message: `cannot be checked by the schema of ${name}: ${message}` }];
  }
}

/** Two plugins of one kind that would both answer for an object: both are named. */
export function checkRoutes(manifests: Manifests): Finding[] {
  const routes = [...manifests].flatMap(([id, { manifest }]) =>
    (manifest.serves ?? []).map((serves) => ({ id, kind: manifest.kind, serves }))
  );
  const alike = Map.groupBy(
    routes,
    ({ kind, serves }) => JSON.stringify([kind, serves.group, serves.version, serves.kind]),
  );
  return [...alike.values()].flatMap((group) =>
    group.flatMap((one, i) =>
      group.slice(0, i).filter(({ id, serves }) => id !== one.id && overlap(serves, one.serves))
        .map(({ id }) => ({
          at: ["plugins", one.id],
          key: true,
          message: `plugins ${id} and ${one.id} both serve ${route(one.serves)} as ${one.kind}`,
        }))
    )
  );
}

type Serves = NonNullable<PluginManifest["serves"]>[number];

/** Two routes to one kind are apart only where the same pointer must hold different values. */
function overlap(a: Serves, b: Serves): boolean {
  const other = b.when ?? {};
  return Object.entries(a.when ?? {}).every(([pointer, value]) =>
    !Object.hasOwn(other, pointer) || other[pointer] === value
  );
}

function route({ group, version, kind, when }: Serves): string {
  const conditions = Object.entries(when ?? {}).map(([pointer, value]) => `${pointer}=${value}`);
  return [`${group}/${version} ${kind}`, ...conditions].join(" ");
}

/** The ids that a pipeline names: they exist, and are of the kind that the step takes. */
export function checkPipeline(kind: string, entry: PipelineEntry, named: Named): Finding[] {
  return (Object.keys(kindsOfStep) as (keyof PipelineEntry)[]).flatMap((step) => {
    const ids = entry[step], at = ["pipelines", kind, step];
    if (typeof ids === "string") return checkId(ids, at, kindsOfStep[step], named);
    return ids.flatMap((id, i) => checkId(id, [...at, String(i)], kindsOfStep[step], named));
  });
}

/** An id that stands somewhere: it exists, and is of one of the kinds. */
export function checkId(
  id: string,
  at: readonly string[],
  kinds: readonly Kind[],
  { ids, known }: Named,
): Finding[] {
  const kindOf = (one: string) => known.get(one)?.manifest.kind;
  const fitting = ids.filter((one) => kinds.some((kind) => kind === kindOf(one)));
  if (!ids.includes(id)) {
    const message = `no plugin has the id ${JSON.stringify(id)}`;
    return [{ at, message, known: fitting.length > 0 ? fitting : ids, written: id }];
  }
  const kind = kindOf(id);
  if (kind === undefined || kinds.includes(kind)) return [];
  const message = `plugin ${id} is of kind ${kind}, and ${kinds.join(" or ")} is wanted`;
  return [{ at, message, known: fitting, written: id }];
}
