/** All that a rehearsal needs: the object, its kind, the config's plugins, the content and the cluster. */
import { parseAllDocuments } from "yaml";
import { groupOf, type KubeObject, type ObjectRef } from "../../contract/mod.ts";
import type { Client } from "../../kube/mod.ts";
import { externalArtifactKind, idOf } from "../../reconcile/kinds.ts";
import { Kinds, sayRef } from "../../reconcile/mod.ts";
import { withValue } from "../../reconcile/json.ts";
import { textOf } from "../../reconcile/profile.ts";
import type { Environment } from "../connection.ts";
import type { Named } from "../objects/kinds.ts";
import { namedBy } from "../objects/kinds.ts";
import { kindsOf, type ObjectFlags, open } from "../objects/open.ts";
import type { Output } from "../output.ts";
import { loadPlugins } from "../prepare.ts";
import { rehearsalCluster } from "./cluster.ts";
import { openContent, withArtifact } from "./content.ts";
import { placed } from "./folder.ts";
import { openPlugins } from "./plugins.ts";
import type { Rehearsal } from "./rehearse.ts";

export interface RehearsalFlags extends ObjectFlags {
  /** The folder that stands for the one which the object builds. */
  readonly path?: string;
  /** A file with the object, in place of the cluster's. */
  readonly kustomizationFile?: string;
  /** Nothing is asked of the cluster. */
  readonly dryRun?: boolean;
}

interface Asked {
  readonly output: Output;
  readonly words: readonly string[];
  readonly flags: RehearsalFlags;
  readonly environment: Environment;
}

/** Opens what a rehearsal of one delivery needs. Throws where the words name none. */
export async function openRehearsal(
  asked: Asked,
): Promise<Rehearsal & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const { flags } = asked;
  const { client, server, named } = await whatIsMeant(asked, stack);
  const live = await client?.find(refOf(named));
  const declared = await objectOf(named, live, flags);
  const at = named.controlled.profile.folder;
  const folder = flags.path === undefined
    ? undefined
    : await placed(flags.path, at && textOf(declared, at));
  const content = stack.use(await openContent(flags.state, { folder: folder?.root, client }));
  const object = folder && at ? withValue(declared, at, folder.folder) as KubeObject : declared;
  const loaded = await loadPlugins(flags.config, flags.state);
  const { state } = flags, { words } = asked.output;
  const { plugins } = stack.use(await openPlugins({ loaded, state, server, words }));
  const settings = loaded.config;
  const kinds = new Kinds(plugins.installed, settings.pipelines);
  const isSource = ({ apiVersion, kind }: ObjectRef) =>
    kinds.of({ apiVersion, kind })?.role === "source" ||
    idOf({ group: groupOf(apiVersion), kind }) === idOf(externalArtifactKind);
  const standsFor = (ref: ObjectRef, found: KubeObject | undefined) =>
    content.local && isSource(ref) ? withArtifact(ref, found, content.local) : found;
  const cluster = stack.use(rehearsalCluster({ standsFor, ...client && { client } }));
  const held = stack.move();
  return {
    object,
    kind: named.controlled,
    plugins,
    settings,
    cluster,
    store: content.store,
    signal: new AbortController().signal,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function whatIsMeant(
  { output, words, flags, environment }: Asked,
  stack: AsyncDisposableStack,
): Promise<{ readonly client?: Client; readonly server?: string; readonly named: Named }> {
  const opened = flags.dryRun ? undefined : await open(output, flags, environment);
  if (opened) stack.use(opened);
  const kinds = opened?.kinds ?? await kindsOf(output, flags);
  const namespace = opened?.namespace ?? flags.namespace ?? "flux-system";
  const [named, ...more] = namedBy(words, kinds, namespace);
  if (!named || more.length > 0) throw new Error("Cannot build several objects at once: name one");
  if (named.controlled.role !== "delivery") {
    const able = kinds.filter(({ role }) => role === "delivery").map(({ kind }) => kind).join(", ");
    throw new Error(
      `Cannot build ${sayRef(refOf(named))}: only what applies objects is built: ${able}`,
    );
  }
  return { named, ...opened && { client: opened.client, server: opened.server } };
}

/** The object as the file declares it, with the cluster's status; else the cluster's. Throws where neither has it. */
async function objectOf(
  named: Named,
  live: KubeObject | undefined,
  { kustomizationFile: file }: RehearsalFlags,
): Promise<KubeObject> {
  if (file === undefined) {
    if (live) return live;
    throw new Error(
      `Cannot find ${
        sayRef(refOf(named))
      } in the cluster; --kustomization-file names a file with it`,
    );
  }
  const documents = [...parseAllDocuments(await Deno.readTextFile(file))];
  const found = documents.map((document) => document.toJS() as KubeObject | null).find((one) =>
    one?.kind === named.kind && one.metadata?.name === named.name
  );
  if (!found) throw new Error(`Cannot find ${sayRef(refOf(named))} in ${file}`);
  const metadata = { ...live?.metadata, ...found.metadata, namespace: named.namespace };
  return { ...found, metadata, ...live?.["status"] ? { status: live["status"] } : {} };
}

function refOf({ apiVersion, kind, namespace, name }: Named) {
  return { apiVersion, kind, namespace, name };
}
