import type { KubeObject } from "contract";
import { ApiError, isAbsent, isExpired } from "./api_error.ts";
import type { Client } from "./client.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Listing } from "./listing.ts";
import { type ObjectEvent, ObjectStore } from "./object_store.ts";
import { watchStream } from "./watch_stream.ts";

export interface WatchOptions extends Listing {
  readonly client: Client;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called in order; must not throw. */
  readonly onEvent: (event: ObjectEvent) => void;
  /** The watch is behind, and tries again: for logs and metrics. */
  readonly onError?: (error: unknown) => void;
  /** What is kept of an object, as `withoutManagedFields`. Name, namespace, uid and resource version must stay. */
  readonly trim?: (object: KubeObject) => KubeObject;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** A cache of a listing that follows the cluster. */
export interface Watch {
  /** By `namespace/name`, as `keyOf` writes it. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** Takes what the API server answered to a write of ours, so that it is here before the stream tells it. */
  wrote(object: KubeObject): void;
  /** Resolves when the first list is in; rejects where the signal came first. */
  readonly synced: Promise<void>;
  /** Resolves after the signal, when all is closed. */
  readonly done: Promise<void>;
}

const firstDelayMs = 800;
const maxDelayMs = 30_000;

/**
 * Lists, then watches, and goes on through broken, silent and expired streams: from the last resource version where
 * the cluster still knows it, else from a new list. A kind that is absent has no objects, and is asked for again.
 */
export function watchObjects(options: WatchOptions): Watch {
  const store = new ObjectStore();
  const synced = Promise.withResolvers<void>();
  synced.promise.catch(() => {});
  const done = follow(options, store, synced.resolve)
    .finally(() => synced.reject(options.signal.reason));
  const { trim = (object) => object, onEvent } = options;
  const wrote = (object: KubeObject) =>
    store.wrote(trim(object)).forEach((event) => onEvent(event));
  return { objects: store.objects, wrote, synced: synced.promise, done };
}

async function follow(
  options: WatchOptions,
  store: ObjectStore,
  synced: () => void,
): Promise<void> {
  const { signal, clock = systemClock, random = Math.random } = options;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (store.resourceVersion === undefined) await relist(options, store, synced);
      await drain(options, store, () => failures = 0);
    } catch (error) {
      if (signal.aborted) return;
      if (needsList(error)) store.expire();
      // An expired version is the cluster's everyday life: the list follows at once, the first time.
      if (isExpired(error) && failures++ === 0) continue;
      if (!isPassing(error, failures)) options.onError?.(error);
      const backoff = Math.min(maxDelayMs, firstDelayMs * 2 ** failures++);
      const asked = error instanceof ApiError ? error.retryAfterMs ?? 0 : 0;
      await clock.wait(Math.max(asked, backoff * (0.5 + random())), signal).catch(() => {});
    }
  }
}

async function relist(
  { client, signal, onEvent, trim = (object) => object, ...listing }: WatchOptions,
  store: ObjectStore,
  synced: () => void,
): Promise<void> {
  try {
    const { items, resourceVersion } = await client.list(listing, { signal });
    store.replace(items.map(trim), resourceVersion).forEach((event) => onEvent(event));
    synced();
  } catch (error) {
    if (isAbsent(error)) {
      client.discovery.invalidate(listing.apiVersion);
      store.replace([], "").forEach((event) => onEvent(event));
      synced();
    }
    throw error;
  }
}

/** One stream, to its end. */
async function drain(options: WatchOptions, store: ObjectStore, heard: () => void): Promise<void> {
  const { trim, onEvent, clock = systemClock } = options;
  const began = clock.now();
  let messages = 0;
  for await (const message of watchStream(options, store.resourceVersion!)) {
    if (messages++ === 0) heard();
    const kept = trim ? { ...message, object: trim(message.object) } : message;
    for (const event of store.take(kept)) onEvent(event);
  }
  if (messages === 0 && clock.now() - began < firstDelayMs) {
    throw new Error(`Cannot watch ${options.kind}: the server ends the stream at once`);
  }
}

/** The API server asks for a moment, as it does for every kind whose definition is new: no news, unless it goes on. */
function isPassing(error: unknown, failures: number): boolean {
  return error instanceof ApiError && error.status === 429 && failures < 4;
}

/**
 * Whether the stream cannot be taken up where it ended: the version is too old, or of a future that a restored
 * cluster does not have, or the kind is not there.
 */
function needsList(error: unknown): boolean {
  return isExpired(error) || isAbsent(error) ||
    (error instanceof ApiError &&
      error.causes.some(({ reason }) => reason === "ResourceVersionTooLarge"));
}

/** The object without the notes about who owns which field: often half of it. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
