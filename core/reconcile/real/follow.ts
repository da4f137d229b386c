import type { ObjectRef } from "../../contract/mod.ts";
import { type Client, watchObjects } from "../../kube/mod.ts";

interface FollowOptions {
  readonly signal: AbortSignal;
  readonly hear: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Tells of every change of the named objects, by one watch for each kind and namespace. What stands there at first is no
 * change; a watch that is refused is told to `onError`, and the delivery's interval has to do.
 */
export function followObjects(
  client: Client,
  refs: readonly ObjectRef[],
  options: FollowOptions,
): Disposable {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  for (const group of Map.groupBy(refs, whereOf).values()) {
    follow(client, group, { ...options, signal });
  }
  return { [Symbol.dispose]: () => ended.abort() };
}

function whereOf({ apiVersion, kind, namespace = "" }: ObjectRef): string {
  return JSON.stringify([apiVersion, kind, namespace]);
}

function follow(
  client: Client,
  refs: readonly ObjectRef[],
  { signal, hear, onError }: FollowOptions,
): void {
  const { apiVersion, kind, namespace } = refs[0]!;
  const names = new Set(refs.map(({ name }) => name));
  let synced = false;
  const watch = watchObjects({
    client,
    apiVersion,
    kind,
    ...namespace === undefined ? {} : { namespace },
    ...names.size === 1 ? { fields: `metadata.name=${refs[0]!.name}` } : {},
    signal,
    onError,
    onEvent: ({ object }) => {
      if (synced && names.has(object.metadata.name)) hear();
    },
  });
  // What changed between the look at the objects and the first list would be missed: it counts as a change.
  watch.synced.then(() => {
    synced = true;
    hear();
  }, () => {});
}
