/** The cluster port over the kernel's own client. */
import {
  groupOf,
  type KubeObject,
  type ObjectRef,
  refOf,
  type Step,
  type StepResult,
} from "../../contract/mod.ts";
import {
  type Client,
  executeRound,
  isAbsent,
  keyOf,
  type Watch,
  watchObjects,
  withoutManagedFields,
} from "../../kube/mod.ts";
import { defined } from "../json.ts";
import { apiVersionOf, idOf } from "../kinds.ts";
import type { Change, Cluster, Identity } from "../ports.ts";
import { eventRecorder } from "./event_recorder.ts";
import { followObjects } from "./follow.ts";

interface KubeClusterOptions {
  /** Fenced where writes must be. */
  readonly client: Client;
  /** Ends the watches. */
  readonly signal: AbortSignal;
  /** Told when a watch is behind. */
  readonly report: (error: unknown) => void;
}

/** A cluster that is reached through a client. */
export function kubeCluster({ client, signal, report }: KubeClusterOptions): Cluster {
  const caches = new Map<string, Watch>();
  const as = ({ user }: Identity = {}) => user === undefined ? client : client.as({ user });
  const cacheOf = (ref: ObjectRef) =>
    caches.get(idOf({ group: groupOf(ref.apiVersion), kind: ref.kind }));
  const written = (object: KubeObject) => {
    cacheOf(refOf(object))?.wrote(object);
    return object;
  };
  return {
    watch: (kind, hear) => watch({ client, signal, report, caches }, kind, hear),
    cached: (kind) => caches.get(idOf(kind))?.objects.values() ?? [],
    peek: (ref) => cacheOf(ref)?.objects.get(keyOf(ref)),
    get: (ref, identity) => as(identity).find(ref),
    list: async (query, identity) => (await as(identity).list(query)).items,
    async discover(identity) {
      const [[step]] = await round(as(identity), [{ do: "discover" }]) as [[StepResult]];
      return step.found;
    },
    namespaced: async ({ apiVersion, kind }) => {
      const found = await client.discovery.resource(apiVersion, kind).catch(absent);
      return found?.namespaced;
    },
    async patch(ref, patch, { manager: fieldManager, subresource, resourceVersion }) {
      const metadata = { ...patch["metadata"] as object, ...defined({ resourceVersion }) };
      const body = { ...patch, metadata }, options = defined({ fieldManager, subresource });
      return written(await client.patch(ref, { type: "merge", body }, options));
    },
    apply: async (object, { manager: fieldManager }) =>
      written(await client.apply(object, { fieldManager, force: true })),
    delete: (ref) => client.delete(ref).catch(absent).then(() => {}),
    record: eventRecorder(client),
    async execute(group, { identity, manager, set, signal }) {
      const [results] = await round(as(identity), group, { manager, set, signal });
      // What a new definition brings may have been asked for before it was there.
      if (set.some(({ kind }) => kind === "CustomResourceDefinition")) {
        client.discovery.invalidate();
      }
      return results!;
    },
    follow: (refs, identity, hear) =>
      followObjects(as(identity), refs, { signal, hear, onError: report }),
  };
}

/** One group of steps. Waits are the loop's own: none reaches the executor. */
function round(
  client: Client,
  group: readonly Step[],
  { manager = "sluice", set = [], signal }: {
    readonly manager?: string;
    readonly set?: readonly KubeObject[];
    readonly signal?: AbortSignal;
  } = {},
): Promise<StepResult[][]> {
  return executeRound([group], {
    client,
    object: (index) => set[index]!,
    fieldManager: manager,
    ...(signal && { signal }),
  });
}

function absent(error: unknown): undefined {
  if (isAbsent(error)) return undefined;
  throw error;
}

async function watch(
  { client, signal, report, caches }: Pick<KubeClusterOptions, "client" | "signal" | "report"> & {
    readonly caches: Map<string, Watch>;
  },
  kind: Parameters<Cluster["watch"]>[0],
  hear: (change: Change) => void,
): Promise<Disposable> {
  const ended = new AbortController();
  const cache = watchObjects({
    client,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    ...defined({ labels: kind.labels }),
    signal: AbortSignal.any([signal, ended.signal]),
    onEvent: ({ type, object, previous }) =>
      hear(type === "deleted" ? { before: object } : defined({ before: previous, now: object })),
    onError: report,
    trim: withoutManagedFields,
  });
  // A watch of some objects of a kind alone is no cache of it.
  if (kind.labels === undefined) caches.set(idOf(kind), cache);
  await cache.synced;
  return { [Symbol.dispose]: () => ended.abort() };
}
