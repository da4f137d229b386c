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
import { inOrder, wordsOf } from "./words.ts";

export interface ObjectFlags extends ClusterFlags {
  readonly config: string;
  readonly state: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly output?: Format;
}

export interface Opened extends Disposable {
  readonly client: Client;
  /** URL of the API server. */
  readonly server: string;
  readonly kinds: readonly Controlled[];
  /** That of `-n`, else of the kubeconfig's context, else Flux's own. */
  readonly namespace: string;
  readonly output: Output;
}

/** The kinds that the plugins of the config reconcile. Throws, with the mistakes said, where it has some. */
export async function kindsOf(
  output: Output,
  { config, state }: Pick<ObjectFlags, "config" | "state">,
): Promise<readonly Controlled[]> {
  const checked = await load(config, state);
  if ("problems" in checked) {
    for (const problem of checked.problems) output.words(`${say(problem)}\n`);
    throw new Failed(config);
  }
  const { plugins, pipelines } = checked.config;
  const folders = Object.values(plugins).map(({ folder }) => folderOf(folder));
  return inOrder(new Kinds(await Promise.all(folders), pipelines).controlled);
}

/** Whether a word, or what stands before its slash, is for a kind that applies objects. Throws as `kindsOf`. */
export async function isDelivery(
  word: string,
  output: Output,
  flags: Pick<ObjectFlags, "config" | "state">,
): Promise<boolean> {
  const sought = word.split("/")[0]!.toLowerCase();
  return (await kindsOf(output, flags)).some((one) =>
    one.role === "delivery" && wordsOf(one).includes(sought)
  );
}

/** Opens the cluster. Throws where the config has mistakes, or no cluster is named. */
export async function open(
  output: Output,
  flags: ObjectFlags,
  environment: Environment,
): Promise<Opened> {
  const kinds = await kindsOf(output, flags);
  const { client, server, namespace = "flux-system" } = await openCluster(flags, environment);
  return {
    client,
    server,
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
  labels?: string,
): Promise<readonly KubeObject[]> {
  const listing = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    ...namespace === undefined ? {} : { namespace },
    ...labels === undefined ? {} : { labels },
  };
  try {
    return (await client.list(listing)).items;
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
