/** The cluster as a rehearsal sees it: read with the person's own rights, written to in dry runs alone. */
import {
  groupOf,
  type ItemResult,
  type KubeObject,
  type ObjectRef,
  refOf,
  type StepResult,
} from "../../contract/mod.ts";
import {
  type Client,
  createClient,
  executeGroup,
  isAbsent,
  tenantConnection,
  withoutManagedFields,
} from "../../kube/mod.ts";
import type { Cluster } from "../../reconcile/mod.ts";
import { differences } from "./compare.ts";
import { dryClient, type Written } from "./dry_client.ts";
import { isComing, type Outcome, Outcomes } from "./outcomes.ts";
import { eachAlone, joined, type Sent } from "./steps.ts";

type Execute = Parameters<Cluster["execute"]>;

interface RehearsalOptions {
  /** Absent, nothing is asked: what is looked up is empty. */
  readonly client?: Client;
  /** What stands for an object of the cluster, where something does. */
  readonly standsFor: (ref: ObjectRef, live: KubeObject | undefined) => KubeObject | undefined;
}

export interface RehearsalCluster extends Cluster, Disposable {
  readonly outcomes: Outcomes;
  /** Fetches what was looked for in memory, and was not there yet; answers whether there was any. */
  fetchMissed(): Promise<boolean>;
}

/** A cluster for one rehearsal. Watches are none; what is looked for in memory is fetched by `fetchMissed`. */
export function rehearsalCluster({ client, standsFor }: RehearsalOptions): RehearsalCluster {
  const remembered = new Map<string, KubeObject | undefined>(),
    missed = new Map<string, ObjectRef>();
  const outcomes = new Outcomes(), remotes: Client[] = [];
  const reach = (kubeconfig?: string): Client => {
    if (kubeconfig === undefined && client) return client;
    if (kubeconfig === undefined) throw new Error("Cannot ask the cluster: there is none");
    const remote = createClient(tenantConnection(kubeconfig));
    remotes.push(remote);
    return remote;
  };
  const find = async (ref: ObjectRef, kubeconfig?: string) =>
    client ? await reach(kubeconfig).find(ref) : emptyConfig(ref);
  return {
    outcomes,
    watch: () => Promise.reject(new Error("Cannot watch in a rehearsal")),
    cached: () => [],
    peek(ref) {
      const key = said(ref);
      if (!remembered.has(key)) missed.set(key, ref);
      return remembered.get(key);
    },
    async fetchMissed() {
      const wanted = [...missed];
      missed.clear();
      for (const [key, ref] of wanted) remembered.set(key, standsFor(ref, await find(ref)));
      return wanted.length > 0;
    },
    get: (ref, identity) => find(ref, identity?.kubeconfig),
    list: async (query, identity) => (await reach(identity?.kubeconfig).list(query)).items,
    discover: (identity) => reach(identity?.kubeconfig).discovery.everything((run) => run()),
    async namespaced({ apiVersion, kind }, identity) {
      const resource = reach(identity?.kubeconfig).discovery.resource(apiVersion, kind);
      return (await resource.catch(absent))?.namespaced;
    },
    patch: async (ref) => await find(ref) ?? { ...ref, metadata: { name: ref.name } },
    apply: async (object) => await find(refOf(object)) ?? object,
    delete: async () => {},
    record: async () => {},
    execute: ([...group], options) =>
      rehearsed(reach(options.identity.kubeconfig), [group, options], outcomes),
    follow: () => ({ [Symbol.dispose]: () => {} }),
    [Symbol.dispose]: () => remotes.forEach((remote) => remote.close()),
  };
}

/** Each target of each step alone, so that one refusal hides no other. What is refused counts as unchanged: the plan goes on. */
async function rehearsed(
  client: Client,
  [group, options]: Execute,
  outcomes: Outcomes,
): Promise<readonly StepResult[]> {
  const parts = await Promise.all(
    group.map((step) => Promise.all(eachAlone(step).map((sent) => tried(client, sent, options)))),
  );
  for (const { outcome } of parts.flat()) if (outcome) outcomes.note(outcome);
  return parts.map((of) => joined(of.map(({ result }) => result)));
}

async function tried(
  client: Client,
  sent: Sent,
  { manager: fieldManager, set, signal }: Execute[1],
): Promise<Concluded> {
  const written: Written[] = [];
  const dry = dryClient(client, {
    wrote: (one) => void written.push(one),
    isComing: (object) => isComing(set, object),
  });
  const before = await lookAt(client, sent, set);
  const options = { client: dry, object: (i: number) => set[i]!, fieldManager, signal };
  const [result] = await executeGroup([sent.step], options) as [StepResult];
  return concluded(result, { sent, set, before, written });
}

interface Played {
  readonly sent: Sent;
  readonly set: readonly KubeObject[];
  readonly before: KubeObject | undefined;
  readonly written: readonly Written[];
}

interface Concluded {
  /** As the applier is told of it. */
  readonly result: StepResult;
  readonly outcome?: Outcome;
}

function concluded(result: StepResult, { sent, set, before, written }: Played): Concluded {
  const ref = sent.refOf(set), error = result.items?.[0]?.error ?? result.error;
  if (ref === undefined || !sent.writes) return { result };
  if (result.status === "failed" && error) {
    return {
      result: { status: "done", items: [{ status: "unchanged" }] },
      outcome: { ref, error },
    };
  }
  const last = written.at(-1);
  if (!last) return { result };
  return {
    result: { status: "done", items: [{ ...result.items?.[0], status: statusOf(before, last) }] },
    outcome: { ref, ...before && { before }, ...last.after && { after: last.after } },
  };
}

function statusOf(before: KubeObject | undefined, { after }: Written): ItemResult["status"] {
  if (after === undefined) return "deleted";
  if (before === undefined) return "created";
  return differences(before, after).length > 0 ? "configured" : "unchanged";
}

async function lookAt(client: Client, sent: Sent, set: readonly KubeObject[]) {
  const ref = sent.writes ? sent.refOf(set) : undefined;
  const live = ref && await client.find(ref).catch(() => undefined);
  return live && withoutManagedFields(live);
}

/** Without a cluster what holds values for others is empty, and all else absent. */
function emptyConfig(ref: ObjectRef): KubeObject | undefined {
  const { apiVersion, kind, name, namespace = "" } = ref;
  if (apiVersion !== "v1" || !["Secret", "ConfigMap"].includes(kind)) return undefined;
  return { apiVersion, kind, metadata: { name, namespace }, data: {} };
}

function said({ apiVersion, kind, namespace = "", name }: ObjectRef): string {
  return [groupOf(apiVersion), kind, namespace, name].join("/");
}

function absent(error: unknown): undefined {
  if (isAbsent(error)) return undefined;
  throw error;
}
