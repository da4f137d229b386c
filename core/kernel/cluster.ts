/** The cluster as the loops see it, on the kernel's own client. */
import type { Data, KubeObject, StepResult } from "../contract/mod.ts";
import { groupOf } from "../contract/pointer.ts";
import {
  type Client,
  discoverAll,
  executeRound,
  type Fence,
  isAbsent,
  NoMatchError,
  type ObjectEvent,
  type Watch,
  watchObjects,
} from "../kube/mod.ts";
import type { Change, Cluster, ExecuteOptions, Identity } from "../reconcile/ports.ts";
import { followObjects } from "./follow.ts";

export interface ClusterOptions {
  readonly client: Client;
  /** Lets writes through while this kernel is the one that may write. */
  readonly fence: Fence;
  /** Ends every watch. */
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** Makes the port; `client` is the kernel's own identity, everything else impersonates through it. */
export function clusterPort(options: ClusterOptions): Cluster {
  const { client, fence, signal, onError } = options;
  const writer = client.fenced(fence);
  const as = (identity: Identity = {}, base = client) =>
    identity.user === undefined ? base : base.as({ user: identity.user });
  const watches = new Map<string, Watch>();
  return {
    async watch({ group, version, kind, labels }, hear) {
      const ended = new AbortController();
      const watch = watchObjects({
        client,
        apiVersion: group === "" ? version : `${group}/${version}`,
        kind,
        ...labels === undefined ? {} : { labels },
        signal: AbortSignal.any([signal, ended.signal]),
        onEvent: (event) => hear(changeOf(event)),
        onError,
      });
      watches.set(watchKey(group, kind), watch);
      await watch.synced;
      return { [Symbol.dispose]: () => ended.abort() };
    },
    cached: ({ group, kind }) => watches.get(watchKey(group, kind))?.objects.values() ?? [],
    peek: (ref) =>
      watches.get(watchKey(groupOf(ref.apiVersion), ref.kind))?.objects.get(
        `${ref.namespace ?? ""}/${ref.name}`,
      ),
    get: (ref, identity) => as(identity).find(ref),
    list: async (query, identity) => (await as(identity).list(query)).items,
    discover: (identity) => discoverAll(as(identity).discovery, (work) => work()),
    namespaced: (kind) => namespaced(client, kind),
    patch: (ref, patch, { manager, subresource, resourceVersion }) =>
      writer.patch(ref, { type: "merge", body: pinned(patch, resourceVersion) }, {
        fieldManager: manager,
        ...subresource === undefined ? {} : { subresource },
      }),
    apply: (object, { manager, subresource }) =>
      writer.apply(object, {
        fieldManager: manager,
        force: true,
        ...subresource === undefined ? {} : { subresource },
      }),
    delete: (ref) => writer.delete(ref, { propagation: "Background" }).catch(unlessAbsent),
    record: async (event) => void await writer.create(event as KubeObject),
    execute: (group, execute) => executeOn(as(execute.identity, writer), group, execute),
    follow: (refs, identity, hear) => followObjects(as(identity), refs, { signal, hear, onError }),
  };
}

function watchKey(group: string, kind: string): string {
  return `${group}/${kind}`;
}

function changeOf({ type, object, previous }: ObjectEvent): Change {
  if (type === "deleted") return { before: object };
  return { now: object, ...previous === undefined ? {} : { before: previous } };
}

async function namespaced(
  client: Client,
  { apiVersion, kind }: { apiVersion: string; kind: string },
) {
  try {
    return (await client.discovery.resource(apiVersion, kind)).namespaced;
  } catch (error) {
    if (error instanceof NoMatchError) return undefined;
    throw error;
  }
}

function pinned(patch: Data, resourceVersion: string | undefined): Data {
  if (resourceVersion === undefined) return patch;
  return { ...patch, metadata: { ...patch["metadata"] as Data, resourceVersion } };
}

function unlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error;
}

async function executeOn(
  client: Client,
  group: Parameters<Cluster["execute"]>[0],
  { set, manager, signal }: ExecuteOptions,
): Promise<readonly StepResult[]> {
  const [results] = await executeRound([group], {
    client,
    object: (index) => set[index]!,
    fieldManager: manager,
    // Waiting is the loops' own: no step of it comes here.
    judge: () => Promise.resolve([]),
    signal,
  });
  return results!;
}
