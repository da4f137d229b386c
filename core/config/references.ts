import type { Kind } from "contract";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import type { PipelineEntry, PluginEntry } from "schemas/runtime_config.ts";
import { grantOf } from "../host/grant.ts";
import { checkOptions } from "./options.ts";
import type { Finding } from "./problem.ts";

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

/** One entry of `plugins` against its manifest: kind of grant, grant, digest, sharing, options. */
export function checkPlugin(id: string, entry: PluginEntry, known: Known): Finding[] {
  const at = ["plugins", id];
  const { manifest, builtIn } = known;
  const found: Finding[] = [];
  if (entry.grant === "all" && !builtIn) {
    found.push({
      at: [...at, "grant"],
      message: "`all` is for built-in plugins; name what this one may do",
    });
  }
  const { missing } = grantOf(manifest.needs ?? {}, entry.grant ?? {});
  if (missing.length > 0) {
    const where = entry.grant === undefined ? { at, key: true } : { at: [...at, "grant"] };
    found.push({
      ...where,
      message: `plugin ${id} needs what is not granted: ${missing.join("; ")}`,
    });
  }
  if (entry.digest !== undefined && known.digest !== undefined && entry.digest !== known.digest) {
    const message = `plugin ${id} is not what was pinned: its bundle is ${known.digest}`;
    found.push({ at: [...at, "digest"], message });
  }
  if (entry.share === true && manifest.pure !== true) {
    const message = "only a plugin whose manifest says `pure: true` may serve several namespaces";
    found.push({ at: [...at, "share"], message });
  }
  return [...found, ...checkOptions([...at, "config"], entry.config, manifest)];
}

/** Two plugins of one kind that would both answer for an object: both are named. */
export function checkRoutes(manifests: Manifests): Finding[] {
  const routes = [...manifests].flatMap(([id, { manifest }]) =>
    (manifest.serves ?? []).map((serves) => ({ id, kind: manifest.kind, serves }))
  );
  return routes.flatMap((one, i) =>
    routes.slice(0, i)
      .filter(({ id, kind, serves }) =>
        id !== one.id && kind === one.kind && overlap(serves, one.serves)
      )
      .map(({ id }) => ({
        at: ["plugins", one.id],
        key: true,
        message: `plugins ${id} and ${one.id} both serve ${route(one.serves)} as ${one.kind}`,
      }))
  );
}

type Serves = NonNullable<PluginManifest["serves"]>[number];

/** Two routes are apart only where the same pointer must hold different values. */
function overlap(a: Serves, b: Serves): boolean {
  if (a.group !== b.group || a.version !== b.version || a.kind !== b.kind) return false;
  const other = b.when ?? {};
  return Object.entries(a.when ?? {}).every(([pointer, value]) =>
    !Object.hasOwn(other, pointer) || other[pointer] === value
  );
}

function route({ group, version, kind, when }: Serves): string {
  const conditions = Object.entries(when ?? {}).map(([pointer, value]) => `${pointer}=${value}`);
  return [`${group}/${version} ${kind}`, ...conditions].join(" ");
}

const kindsOfStep: Readonly<Record<keyof PipelineEntry, readonly Kind[]>> = {
  gates: ["gate"],
  render: ["renderer", "decryptor"],
  policies: ["policy"],
  apply: ["applier"],
  health: ["health"],
};

/** The ids that a pipeline names: they exist, and are of the kind that the step takes. */
export function checkPipeline(
  kind: string,
  entry: PipelineEntry,
  ids: readonly string[],
  manifests: Manifests,
): Finding[] {
  return (Object.keys(kindsOfStep) as (keyof PipelineEntry)[]).flatMap((step) => {
    const named = entry[step] ?? [], at = ["pipelines", kind, step];
    const check = (id: string, at: readonly string[]) =>
      checkId(id, at, kindsOfStep[step], ids, manifests);
    if (typeof named === "string") return check(named, at);
    return named.flatMap((id, i) => check(id, [...at, String(i)]));
  });
}

/** An id that stands somewhere: it exists, and is of one of the kinds. */
export function checkId(
  id: string,
  at: readonly string[],
  kinds: readonly Kind[],
  ids: readonly string[],
  manifests: Manifests,
): Finding[] {
  const fitting = ids.filter((one) => {
    const known = manifests.get(one);
    return known !== undefined && kinds.includes(known.manifest.kind);
  });
  if (!ids.includes(id)) {
    const message = `no plugin has the id ${JSON.stringify(id)}`;
    return [{ at, message, known: fitting.length > 0 ? fitting : ids, written: id }];
  }
  const kind = manifests.get(id)?.manifest.kind;
  if (kind === undefined || kinds.includes(kind)) return [];
  const message = `plugin ${id} is of kind ${kind}, and ${kinds.join(" or ")} is wanted`;
  return [{ at, message, known: fitting, written: id }];
}
