import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { isMap } from "../contract/data.ts";

/** What `sluice cluster` was asked; what is absent is left to the plugin. */
export interface ClusterFlags {
  readonly port?: string;
  readonly token?: string;
  readonly http?: boolean;
  readonly controllers: boolean;
  readonly nodes: boolean;
  readonly kubeconfig?: string;
  readonly data?: string;
}

/**
 * `sluice cluster`: becomes the cluster that the config names, until it is told to stop. Its folder holds a `main.ts`
 * for that; of the rights of this process it keeps the network and files. Throws where the config names none.
 */
export async function cluster(config: string, flags: ClusterFlags): Promise<void> {
  const program = join(await clusterFolder(config), "main.ts");
  for (const name of ["run", "env", "sys"] as const) Deno.permissions.revokeSync({ name });
  const module: unknown = await import(pathToFileURL(program).href);
  if (!isMap(module) || typeof module["main"] !== "function") {
    throw new Error(`Cannot start the cluster: ${program} has no main`);
  }
  await module["main"](flags);
}

/** The folder of the plugin under `cluster`. Only that is looked at: a whole check would take longer than the start. */
async function clusterFolder(file: string): Promise<string> {
  const config: unknown = parse(await Deno.readTextFile(file));
  const at = (value: unknown, key: unknown) =>
    isMap(value) && typeof key === "string" ? value[key] : undefined;
  const use = at(at(at(config, "plugins"), at(at(config, "cluster"), "plugin")), "use");
  if (typeof use !== "string" || use.startsWith("oci://")) {
    throw new Error(`Cannot start a cluster: ${file} names no plugin under "cluster"`);
  }
  return resolve(dirname(resolve(file)), use);
}
