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
  createClient,
  executeGroup,
  isAbsent,
  keyOf,
  tenantConnection,
  type Watch,
  watchObjects,
  withoutManagedFields,
} from "../../kube/mod.ts";
import { defined } from "../json.ts";
import { apiVersionOf, idOf } from "../kinds.ts";
import type { Change, Cluster, ExecuteOptions, Followed, Identity } from "../ports.ts";
import { eventRecorder } from "./event_recorder.ts";
import { followObjects } from "./follow.ts";
import { Owned } from "./owned.ts";

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
  const owned = new Owned({ client, signal, report });
  const reach = reaching(client);
  const as = ({ user, kubeconfig }: Identity = {}) =>
    user === undefined ? reach(kubeconfig) : reach(kubeconfig).as({ user });
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
      const [step] = await executed(as(identity), [{ do: "discover" }]);
      return step?.found;
    },
    namespaced: async ({ apiVersion, kind }, identity) => {
      const { discovery } = reach(identity?.kubeconfig);
      const found = await discovery.resource(apiVersion, kind).catch(absent);
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
    drifted: (hear) => owned.hear(hear),
    async execute(group, { identity, ...options }) {
      const { set } = options;
      const own = identity.kubeconfig === undefined ? options.owner : undefined;
      group.flatMap((step) => step.do === "delete" ? step.refs : []).forEach(owned.forget, owned);
      const results = await executed(as(identity), group, options);
      note(results, own && ((live) => owned.note(live, own)));
      // What a new definition brings may have been asked for before it was there.
      if (set.some(({ kind }) => kind === "CustomResourceDefinition")) {
        client.discovery.invalidate();
      }
      return results;
    },
    follow(followed, identity, hear) {
      const isOwned = ({ ref }: Followed) => identity.kubeconfig === undefined && owned.knows(ref);
      const others = followed.filter((one) => !isOwned(one)).map(({ ref }) => ref);
      return both(
        owned.follow(followed.filter(isOwned), hear),
        followObjects(as(identity), others, { signal, hear, onError: report }),
      );
    },
  };
}

function both(...parts: readonly Disposable[]): Disposable {
  return { [Symbol.dispose]: () => parts.forEach((part) => part[Symbol.dispose]()) };
}

/** The client of a cluster that a kubeconfig leads to, made once; our own where there is none. */
function reaching(own: Client): (kubeconfig: string | undefined) => Client {
  const remotes = new Map<string, Client>();
  return (kubeconfig) => {
    if (kubeconfig === undefined) return own;
    const known = remotes.get(kubeconfig) ?? createClient(tenantConnection(kubeconfig));
    remotes.set(kubeconfig, known);
    return known;
  };
}

/** One group of steps. Waits are the loop's own: none reaches the executor. */
function executed(
  client: Client,
  group: readonly Step[],
  { manager = "sluice", set = [], ...options }: Partial<ExecuteOptions> = {},
): Promise<StepResult[]> {
  return executeGroup(group, {
    ...options,
    client,
    object: (index) => set[index]!,
    fieldManager: manager,
  });
}

/** Notes how objects were left, and drops the notes on their fields: no plugin needs them. */
function note(
  results: readonly StepResult[],
  keep: ((live: KubeObject) => void) | undefined,
): void {
  for (const item of results.flatMap(({ items = [] }) => items) as { live?: KubeObject }[]) {
    if (!item.live?.metadata["managedFields"]) continue;
    keep?.(item.live);
    item.live = withoutManagedFields(item.live);
  }
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
