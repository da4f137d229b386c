/** The definitions of every kind that is reconciled, and how they come into a cluster. */
import { parseAllDocuments } from "yaml";
import { type CustomResourceDefinition, readCrds } from "schemas/crds/mod.ts";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import type { Condition, KubeObject } from "../../contract/mod.ts";
import type { Client } from "../../kube/mod.ts";
import { widened } from "./widened.ts";

interface PluginFolder {
  readonly manifest: PluginManifest;
  /** May hold `crds/` and `rbac.yaml`. */
  readonly folder: string;
}

type Objects = readonly CustomResourceDefinition[];

/** The API's own definitions, wide enough for these plugins, and those that the plugins bring. Throws where a file of theirs is no YAML. */
export async function definitionsOf(plugins: readonly PluginFolder[]): Promise<Objects> {
  const own = widened(await readCrds(), plugins.map(({ manifest }) => manifest));
  const brought = await Promise.all(plugins.map(({ folder }) => readFolder(`${folder}/crds`)));
  return [...own, ...brought.flat()];
}

/** The rules that plugins need besides: the objects of their `rbac.yaml`. */
export async function rulesOf(plugins: readonly PluginFolder[]): Promise<Objects> {
  const read = plugins.map(({ folder }) => readObjects(`${folder}/rbac.yaml`));
  return (await Promise.all(read)).flat();
}

/** Applies the definitions, and waits until the cluster serves their kinds. Throws `ApiError`, or when the signal says so. */
export async function installDefinitions(
  client: Client,
  definitions: Objects,
  options: { readonly signal: AbortSignal; readonly applied?: (name: string) => void },
): Promise<void> {
  const { signal, applied } = options;
  await Promise.all(definitions.map(async (definition) => {
    const { apiVersion, kind, metadata: { name } } = definition;
    const object = { ...definition, metadata: { ...definition.metadata } };
    let live = await client.apply(object, { fieldManager: "sluice", force: true, signal });
    while (!isEstablished(live)) {
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 50));
      live = await client.get({ apiVersion, kind, name }, { signal });
    }
    applied?.(name);
  }));
}

function isEstablished({ status }: KubeObject): boolean {
  const { conditions } = (status ?? {}) as { conditions?: readonly Condition[] | null };
  return (conditions ?? []).some(({ type, status }) => type === "Established" && status === "True");
}

async function readFolder(folder: string): Promise<Objects> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return (await Promise.all(files.map((name) => readObjects(`${folder}/${name}`)))).flat();
}

async function readObjects(file: string): Promise<Objects> {
  const text = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  return [...parseAllDocuments(text)].map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`Cannot read ${file}: ${error.message}`);
    return document.toJS() as CustomResourceDefinition;
  });
}
