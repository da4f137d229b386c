/** A repository, a Kustomization of it and a stranger's object in a cluster whose kernels may be broken. */
import { assert, assertEquals } from "@std/assert";
import { at, type KubeObject, type ObjectRef } from "contract";
import { ApiError, type Client } from "../../core/kube/mod.ts";
import { type GitServer, startGitServer } from "../fixtures/git_server.ts";
import { type Breakable, startBreakable } from "./breakable.ts";

export type Files = Readonly<Record<string, string | null>>;

export interface Scene extends AsyncDisposable {
  readonly cluster: Breakable;
  readonly client: Client;
  readonly git: GitServer;
}

const manager = { fieldManager: "test", force: true };
export const source: ObjectRef = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace: "default",
  name: "app",
};
export const delivery: ObjectRef = {
  ...source,
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
};
const owned = "kustomize.toolkit.fluxcd.io/name=app";

/** A ConfigMap as a file, in the name space `web`. */
export function configMap(name: string, text: string, namespace = "web"): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace} }\n` +
    `data: { text: "${text}" }\n`;
}

/** Starts it: name spaces `web` and `other`, and in `web` an object that belongs to nobody. */
export async function startScene(state: string): Promise<Scene> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await startBreakable(state));
  const git = stack.use(await startGitServer());
  const { client } = cluster;
  for (const name of ["web", "other"]) {
    await client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, manager);
  }
  const metadata = { name: "stranger", namespace: "web" };
  await client.apply({ apiVersion: "v1", kind: "ConfigMap", metadata }, manager);
  const held = stack.move();
  return { cluster, client, git, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** Applies the source and the Kustomization, which takes the folder `deploy`. */
export async function declare({ client, git }: Scene, spec: object = {}): Promise<void> {
  const from = { url: git.url, interval: "1h", ref: { branch: "main" } };
  await client.apply(whole(source, from), manager);
  const own = { sourceRef: source, path: "./deploy", prune: true, interval: "1h" };
  await client.apply(whole(delivery, { ...own, retryInterval: "2s", ...spec }), manager);
}

/** Applies an object as a person would. */
export async function put({ client }: Scene, ref: ObjectRef, rest: object): Promise<void> {
  const { apiVersion, kind, name, namespace = "" } = ref;
  await client.apply({ apiVersion, kind, metadata: { name, namespace }, ...rest }, manager);
}

function whole({ apiVersion, kind, namespace = "", name }: ObjectRef, spec: object): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

/** The Kustomization, or nothing once it is gone. */
export async function find({ client }: Scene): Promise<KubeObject | undefined> {
  return await client.find(delivery);
}

/** Whether the Kustomization has delivered a commit as its spec is now. */
export async function isReady(scene: Scene, commit: string): Promise<boolean> {
  const found = await find(scene);
  return condition(found, "Ready") === "True" &&
    at(found, "/status/observedGeneration") === found?.metadata.generation &&
    at(found, "/status/lastAppliedRevision") === `main@sha1:${commit}`;
}

/** The status of a condition. */
export function condition(object: KubeObject | undefined, type: string): string | undefined {
  const list = (at(object, "/status/conditions") ?? []) as { type: string; status: string }[];
  return list.find((one) => one.type === type)?.status;
}

/** All ConfigMaps of the scene's name spaces, as `web/stays`, with their uids. */
export async function configMaps({ client }: Scene): Promise<ReadonlyMap<string, string>> {
  const { items } = await client.list({ apiVersion: "v1", kind: "ConfigMap" });
  const own = items.filter(({ metadata: { name, namespace = "" } }) =>
    name !== "kube-root-ca.crt" && ["web", "other", "side"].includes(namespace)
  );
  return new Map(
    own.map(({ metadata: { name, namespace, uid = "" } }) => [`${namespace}/${name}`, uid]),
  );
}

/** Whatever carries the owner's labels and is not on its way out is in the inventory: nothing is forgotten. */
export async function checkInventory(scene: Scene): Promise<void> {
  const found = await find(scene);
  if (!found) return;
  const entries = (at(found, "/status/inventory/entries") ?? []) as { id: string }[];
  const known = new Set(entries.map(({ id }) => id));
  const lost = (await labelled(scene)).filter((id) => !known.has(id));
  assertEquals(lost, [], "was applied, and the inventory does not have it");
}

/** Ids of what carries the owner's labels. */
export async function labelled({ client }: Scene): Promise<string[]> {
  const found = await Promise.all(
    ["ConfigMap", "Namespace", "Service"].map(async (kind) => {
      const { items } = await client.list({ apiVersion: "v1", kind, labels: owned });
      return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .map(({ metadata: { namespace = "", name } }) => `${namespace}_${name}__${kind}`);
    }),
  );
  return found.flat().sort();
}

const patienceMs = 120_000;

/** Waits until it is so, or the signal ends it. What the API server cannot answer now is asked again. */
export async function until(
  scene: Scene,
  isSo: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!signal?.aborted) {
    const so = await isSo().catch((error) => {
      if (error instanceof ApiError) return false;
      throw error;
    });
    if (so) return;
    assert(
      Date.now() < end,
      `it never came about: ${JSON.stringify((await find(scene))?.["status"])}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
