import { type KubeObject, type ObjectRef, refOf } from "contract";
import { isAbsent } from "./api_error.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createDiscovery, type Discovery } from "./discovery.ts";
import type { Fence } from "./fence.ts";
import { type List, type Listing, listPages, metadataAccept, named } from "./listing.ts";
import { collectionPath, objectPath } from "./paths.ts";
import {
  type ApiRequest,
  createRequester,
  type Identity,
  type Requester,
  type RequesterOptions,
} from "./requester.ts";
import { type Connection, createTransport, type Transport } from "./transport.ts";

/** What a request may say besides what it is about; each verb takes what the API has for it. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** As in `status`, `scale`. */
  readonly subresource?: string | undefined;
  /** Fetch no more than `metadata`. */
  readonly metadataOnly?: boolean;
  readonly dryRun?: boolean | undefined;
  readonly fieldManager?: string;
  /** Take over fields that other managers own. */
  readonly force?: boolean;
  readonly precondition?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly propagation?: "Foreground" | "Background" | "Orphan" | undefined;
  /** Of the logs of a pod. */
  readonly container?: string | undefined;
  readonly tailLines?: number | undefined;
}

export interface Patch {
  readonly type: "json" | "merge" | "strategic";
  readonly body: unknown;
}

/** Verbs over any kind that the cluster serves. All throw `ApiError`, and `NoMatchError` for unknown kinds. */
export interface Client {
  readonly discovery: Discovery;
  readonly requester: Requester;
  get(ref: ObjectRef, options?: CallOptions): Promise<KubeObject>;
  /** Like `get`; undefined where the object or its kind is absent. */
  find(ref: ObjectRef, options?: CallOptions): Promise<KubeObject | undefined>;
  list(listing: Listing, options?: CallOptions): Promise<List>;
  create(object: KubeObject, options?: CallOptions): Promise<KubeObject>;
  /** Replaces the object; with a resource version in it, only that version. */
  update(object: KubeObject, options?: CallOptions): Promise<KubeObject>;
  patch(ref: ObjectRef, patch: Patch, options?: CallOptions): Promise<KubeObject>;
  /** Server-side apply. */
  apply(object: KubeObject, options: CallOptions & { fieldManager: string }): Promise<KubeObject>;
  /** Resolves when the server has taken the deletion in, which may wait for finalizers. */
  delete(ref: ObjectRef, options?: CallOptions): Promise<void>;
  logs(ref: ObjectRef, options?: CallOptions): Promise<string>;
  /** The same connections on behalf of somebody else. Throws where the identity is blank. */
  as(identity: Identity): Client;
  /** The same connections; no write is begun that `fence` does not let through. */
  fenced(fence: Fence): Client;
  /** Closes the connections of this client and of all that came from it. */
  close(): void;
}

export interface ClientOptions extends Pick<RequesterOptions, "answered"> {
  /** Default: one over the connection. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;

/** A client with the connection's own rights. */
export function createClient(connection: Connection, options: ClientOptions = {}): Client {
  const { clock = systemClock, random = Math.random } = options;
  const transport = options.transport ?? createTransport(connection);
  const { answered } = options;
  const base: RequesterOptions = {
    ...{ connection, transport, clock, random },
    ...answered && { answered },
  };
  const own = createRequester(base);
  const discovery = createDiscovery((request) => own.json(request), clock);
  return clientOf(base, discovery);
}

function clientOf(base: RequesterOptions, discovery: Discovery): Client {
  const requester = createRequester(base);
  const resourceOf = ({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">) =>
    discovery.resource(apiVersion, kind);
  const ask = asking(requester, discovery);
  const get = async (ref: ObjectRef, { metadataOnly, ...options }: CallOptions = {}) => {
    const accept = metadataAccept(metadataOnly, "PartialObjectMetadata");
    const object = await ask("GET", ref, options, { accept });
    return metadataOnly ? named(object, ref) : object;
  };
  return {
    discovery,
    requester,
    get,
    find: (ref, options) =>
      get(ref, options).catch((error) => {
        if (isAbsent(error)) return undefined;
        throw error;
      }),
    async list(listing, { signal, timeoutMs } = {}) {
      return await listPages(requester, await resourceOf(listing), listing, { signal, timeoutMs });
    },
    async create(object, options) {
      const path = options?.subresource === undefined
        ? collectionPath(await resourceOf(object), object.metadata.namespace)
        : undefined;
      return await ask("POST", refOf(object), options, { body: object, ...path && { path } });
    },
    update: (object, options) => ask("PUT", refOf(object), options, { body: object }),
    patch: (ref, { type, body }, options) =>
      ask("PATCH", ref, options, { body, contentType: patchTypes[type] }),
    apply: (object, { force, ...options }) =>
      ask("PATCH", refOf(object), options, {
        body: object,
        contentType: "application/apply-patch+yaml",
        query: { force },
        idempotent: true,
      }),
    async delete(ref, { precondition: preconditions, propagation, ...options } = {}) {
      // Where there is a body, the API server reads no option from the query.
      const dryRun = options.dryRun ? ["All"] : undefined;
      const deletion = { preconditions, propagationPolicy: propagation, dryRun };
      const body = { apiVersion: "v1", kind: "DeleteOptions", ...deletion };
      // Of one uid, it can be deleted once only.
      const idempotent = preconditions?.uid === undefined ? undefined : true;
      await ask("DELETE", ref, options, { body, idempotent });
    },
    async logs(ref, { container, tailLines, signal, timeoutMs } = {}) {
      const path = objectPath(await resourceOf(ref), ref, "log");
      const query = { container, tailLines };
      return await requester.text({ method: "GET", path, query, signal, timeoutMs });
    },
    as: (identity) => clientOf({ ...base, identity }, discovery),
    fenced: (fence) => clientOf({ ...base, fence }, discovery),
    close: () => base.transport.close(),
  };
}

/** Sends a request about one object, where its kind is served. */
function asking(requester: Requester, discovery: Discovery) {
  return async (
    method: ApiRequest["method"],
    ref: ObjectRef,
    { signal, timeoutMs, subresource, dryRun, fieldManager }: CallOptions = {},
    more: Partial<ApiRequest> = {},
  ) => {
    const resource = await discovery.resource(ref.apiVersion, ref.kind);
    const path = more.path ?? objectPath(resource, ref, subresource);
    const query = { dryRun: dryRun ? "All" : undefined, fieldManager, ...more.query };
    return await requester.json({ signal, timeoutMs, ...more, method, path, query }) as KubeObject;
  };
}
