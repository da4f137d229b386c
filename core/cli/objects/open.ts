/** What every command about objects begins with: the kinds of the config, and the cluster. */
import { say } from "../../config/mod.ts";
import type { KubeObject } from "../../contract/mod.ts";
import { type Client, isAbsent } from "../../kube/mod.ts";
import { apiVersionOf, type Controlled, Kinds } from "../../reconcile/mod.ts";
import { load } from "../load.ts";
import { type ClusterFlags, type Environment, openCluster } from "../connection.ts";
import { Failed } from "../failed.ts";
import type { Format, Output } from "../output.ts";
import { folderOf } from "../plugin_commands.ts";
import { inOrder } from "./kinds.ts";

export interface ObjectFlags extends ClusterFlags {
  readonly config: string;
  readonly state: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly output?: Format;
}

export interface Opened extends Disposable {
  readonly client: Client;
  readonly kinds: readonly Controlled[];
  /** That of `-n`, else of the kubeconfig's context, else Flux's own. */
  readonly namespace: string;
  readonly output: Output;
}

/** Opens the cluster. Throws where the config has mistakes, or no cluster is named. */
export async function open(
  output: Output,
  flags: ObjectFlags,
  environment: Environment,
): Promise<Opened> {
  const checked = await load(flags.config, flags.state);
  if ("problems" in checked) {
    for (const problem of checked.problems) output.words(`${say(problem)}\n`);
    throw new Failed(flags.config);
  }
  const { plugins, pipelines } = checked.config;
  const folders = Object.values(plugins).map(({ folder }) => folderOf(folder));
  const kinds = inOrder(new Kinds(await Promise.all(folders), pipelines).controlled);
  const { client, namespace = "flux-system" } = await openCluster(flags, environment);
  return {
    client,
    kinds,
    namespace: flags.namespace ?? namespace,
    output,
    [Symbol.dispose]: () => client.close(),
  };
}

/** All objects of a kind, in a namespace or in all; none where the cluster does not know the kind. */
export async function listOf(
  client: Client,
  kind: Controlled,
  namespace?: string,
): Promise<readonly KubeObject[]> {
  const listing = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  try {
    return (await client.list({ ...listing, ...namespace === undefined ? {} : { namespace } }))
      .items;
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
