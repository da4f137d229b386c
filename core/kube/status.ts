import type { Data, KubeObject } from "contract";
import { ApiError, isData } from "./api_error.ts";
import type { CallOptions, Client } from "./client.ts";
import { refOf } from "./paths.ts";

export interface StatusPatchOptions extends CallOptions {
  readonly client: Client;
  /** As it was last read. */
  readonly object: KubeObject;
  /** The status that it should have; asked again with a fresh one after a conflict, so it must leave foreign fields be. */
  readonly change: (status: Data, object: KubeObject) => Data;
  readonly fieldManager: string;
}

const maxTries = 5;
const conflict = 409;

/**
 * Writes what `change` changes, as one merge patch on the resource version that was read. Nothing is sent where
 * nothing changes. Answers the object as it is then; throws `ApiError` 409 where others keep writing.
 */
export async function patchStatus(options: StatusPatchOptions): Promise<KubeObject> {
  const { client, change, fieldManager, object, subresource = "status", ...call } = options;
  const ref = refOf(object);
  for (let live = object, tries = 1;; tries++) {
    const before = statusOf(live);
    const status = mergePatch(before, change(before, live));
    if (status === undefined) return live;
    const metadata = { resourceVersion: live.metadata.resourceVersion, uid: live.metadata.uid };
    try {
      const body = { metadata, status };
      const write = { fieldManager, subresource, ...call };
      return await client.patch(ref, { type: "merge", body }, write);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== conflict || tries >= maxTries) {
        throw error;
      }
      const now = await client.get(ref, call);
      // Another object under the same name is none of ours.
      if (now.metadata.uid !== object.metadata.uid) throw error;
      live = now;
    }
  }
}

/** The smallest JSON merge patch (RFC 7386) that leads from one map to the other; undefined where they are equal. */
export function mergePatch(from: Data, to: Data): Data | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(from)) {
    if (to[key] === undefined) patch[key] = null;
  }
  for (const [key, value] of Object.entries(to)) {
    if (value === undefined) continue;
    const before = from[key];
    if (isData(before) && isData(value)) {
      const inner = mergePatch(before, value);
      if (inner !== undefined) patch[key] = inner;
    } else if (!sameJson(before, value)) patch[key] = value;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  return isData(a) && isData(b) && mergePatch(a, b) === undefined;
}

function statusOf({ status }: KubeObject): Data {
  return isData(status) ? status : {};
}
