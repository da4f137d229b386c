import type { KubeObject } from "contract";
import { errorOfStatus } from "./api_error.ts";
import { systemClock } from "./clock.ts";
import { isMap } from "contract/data.ts";
import { jsonLines } from "./json_lines.ts";
import { collectionRequest, type Listing, metadataAccept, named } from "./listing.ts";
import type { WatchOptions } from "./watch.ts";

/** One message of the API server's watch. */
export interface WatchMessage {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: KubeObject;
}

/**
 * The API server sends a bookmark a minute, but none of a kind that never had an object: a silence may be a dead connection
 * or no news, and to ask again tells which.
 */
const stallMs = 80_000;
const minTimeoutSeconds = 300;
const silent = new Error("no word");

/**
 * One watch of what is newer than `resourceVersion`, until the server ends it or says nothing for `stallMs`. Throws `ApiError` on an error that came by
 * itself or in the stream, and another error where the stream broke or held what is no event.
 */
export async function* watchStream(
  options: WatchOptions,
  resourceVersion: string,
): AsyncGenerator<WatchMessage, void> {
  const { client, clock = systemClock, random = Math.random, signal } = options;
  const resource = await client.discovery.resource(options.apiVersion, options.kind);
  const ended = new AbortController();
  let heard = clock.now();
  const silence = (async () => {
    for (let rest = stallMs; rest > 0; rest = heard + stallMs - clock.now()) {
      await clock.wait(rest, ended.signal);
    }
    ended.abort(silent);
  })().catch(() => {});
  try {
    const request = collectionRequest(resource, options, {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      timeoutSeconds: Math.round(minTimeoutSeconds * (1 + random())),
    });
    const response = await client.requester.stream({
      ...request,
      accept: metadataAccept(options.metadataOnly, "PartialObjectMetadata"),
      signal: AbortSignal.any([signal, ended.signal]),
    });
    const lines = jsonLines(response.body ?? new ReadableStream(), () => heard = clock.now());
    for await (const line of lines) yield messageOf(line, options);
  } catch (error) {
    if (ended.signal.reason !== silent) throw error;
  } finally {
    ended.abort();
    await silence;
  }
}

const types: ReadonlySet<unknown> = new Set(["ADDED", "MODIFIED", "DELETED", "BOOKMARK"]);

function messageOf(line: unknown, listing: Listing): WatchMessage {
  const { type, object } = isMap(line) ? line : {};
  if (type === "ERROR" && isMap(object)) {
    throw errorOfStatus(object, 500, `Cannot watch ${listing.kind}: the server ended it`);
  }
  if (!types.has(type) || !isMap(object) || !isMap(object.metadata)) {
    throw new Error(`Cannot watch ${listing.kind}: "${type}" is no event`);
  }
  return {
    type: type as WatchMessage["type"],
    object: named(object as KubeObject, listing),
  };
}
