/** `sluice install`: what a cluster needs, printed or applied. */
import { stringify } from "yaml";
import type { KubeObject } from "../../contract/mod.ts";
import type { Client } from "../../kube/mod.ts";
import { say } from "../../config/mod.ts";
import { load } from "../load.ts";
import { type ClusterFlags, type Environment, openCluster } from "../connection.ts";
import { Failed } from "../failed.ts";
import type { Output } from "../output.ts";
import { folderOf } from "../plugin_commands.ts";
import { definitionsOf, installDefinitions, rulesOf } from "./definitions.ts";
import { deployment } from "./manifests.ts";

export interface InstallFlags extends ClusterFlags {
  readonly config: string;
  readonly state: string;
  readonly crds?: boolean;
  readonly export?: boolean;
  readonly namespace: string;
  readonly image: string;
  readonly clusterDomain: string;
  readonly networkPolicy: boolean;
}

const INSTALL_MS = 120_000;

/** Applies, or with `export` prints: definitions first; without `crds` the program itself too. */
export async function install(
  output: Output,
  flags: InstallFlags,
  environment: Environment,
): Promise<void> {
  const plugins = await pluginsOf(output, flags);
  const definitions = await definitionsOf(plugins);
  const rest = flags.crds ? [] : [...deployment(flags), ...await rulesOf(plugins)];
  if (flags.export) {
    const objects = [...definitions, ...rest];
    return output.data(objects.map((object) => `---\n${stringify(object)}`).join(""));
  }
  const { client } = await openCluster(flags, environment);
  try {
    const signal = AbortSignal.timeout(INSTALL_MS);
    const applied = (name: string) => output.words(`${name} is applied\n`);
    await installDefinitions(client, definitions, { signal, applied });
    await applyInOrder(client, rest, { signal, applied });
  } finally {
    client.close();
  }
}

async function applyInOrder(
  client: Client,
  objects: readonly KubeObject[],
  { signal, applied }: { signal: AbortSignal; applied: (name: string) => void },
): Promise<void> {
  for (const object of objects) {
    await client.apply(object, { fieldManager: "sluice", force: true, signal });
    applied(`${object.kind.toLowerCase()}/${object.metadata.name}`);
  }
}

async function pluginsOf(output: Output, { config, state }: InstallFlags) {
  const checked = await load(config, state);
  if ("config" in checked) {
    return await Promise.all(
      Object.values(checked.config.plugins).map(({ folder }) => folderOf(folder)),
    );
  }
  for (const problem of checked.problems) output.words(`${say(problem)}\n`);
  throw new Failed(config);
}
