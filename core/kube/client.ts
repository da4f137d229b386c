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

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** As in `status`, `scale`. */
  readonly subresource?: string | undefined;
}

export interface GetOptions extends CallOptions {
  /** Fetch no more than `metadata`. */
  readonly metadataOnly?: boolean;
}

export interface WriteOptions extends CallOptions {
  readonly dryRun?: boolean | undefined;
  readonly fieldManager?: string;
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Take over fields that other managers own. */
  readonly force?: boolean;
}

export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean | undefined;
  readonly precondition?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
  readonly propagation?: "Foreground" | "Background" | "Orphan" | undefined;
}

export interface Patch {
  readonly type: "json" | "merge" | "strategic";
  readonly body: unknown;
}

/** Verbs over any kind that the cluster serves. All throw `ApiError`, and `NoMatchError` for unknown kinds. */
export interface Client {
  readonly discovery: Discovery;
  readonly requester: Requester;
  get(ref: ObjectRef, options?: GetOptions): Promise<KubeObject>;
  /** Like `get`; undefined where the object or its kind is absent. */
  find(ref: ObjectRef, options?: GetOptions): Promise<KubeObject | undefined>;
  list(listing: Listing, options?: CallOptions): Promise<List>;
  create(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** Replaces the object; with a resource version in it, only that version. */
  update(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  patch(ref: ObjectRef, patch: Patch, options?: WriteOptions): Promise<KubeObject>;
  /** Server-side apply. */
  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject>;
  /** Resolves when the server has taken the deletion in, which may wait for finalizers. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  logs(ref: ObjectRef, options?: LogOptions): Promise<string>;
  /** The same connections on behalf of somebody else. Throws where the identity is blank. */
  as(identity: Identity): Client;
  /** The same connections; no write is begun that `fence` does not let through. */
  fenced(fence: Fence): Client;
  /** Closes the connections of this client and of all that came from it. */
  close(): void;
}

export interface LogOptions extends CallOptions {
  readonly container?: string | undefined;
  readonly tailLines?: number | undefined;
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
  const pathOf = async (ref: ObjectRef, { subresource }: CallOptions = {}) =>
    objectPath(await discovery.resource(ref.apiVersion, ref.kind), ref, subresource);
  const get = async (ref: ObjectRef, options: GetOptions = {}) => {
    const accept = metadataAccept(options.metadataOnly, "PartialObjectMetadata");
    const request = { method: "GET", path: await pathOf(ref, options), accept } as const;
    const object = await requester.json({ ...request, ...limits(options) }) as KubeObject;
    return options.metadataOnly ? named(object, ref) : object;
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
    async list(listing, options = {}) {
      const resource = await discovery.resource(listing.apiVersion, listing.kind);
      return await listPages(requester, resource, listing, limits(options));
    },
    ...writes(requester, discovery, pathOf),
    async logs(ref, { container, tailLines, ...options } = {}) {
      const path = await pathOf(ref, { subresource: "log" });
      const query = { container, tailLines };
      return await requester.text({ method: "GET", path, query, ...limits(options) });
    },
    as: (identity) => clientOf({ ...base, identity }, discovery),
    fenced: (fence) => clientOf({ ...base, fence }, discovery),
    close: () => base.transport.close(),
  };
}

type Writes = Pick<Client, "create" | "update" | "patch" | "apply" | "delete">;

function writes(
  requester: Requester,
  discovery: Discovery,
  pathOf: (ref: ObjectRef, options: CallOptions) => Promise<string>,
): Writes {
  const write = async (request: ApiRequest, options: WriteOptions) => {
    const { dryRun, fieldManager } = options;
    const query = { dryRun: dryRun ? "All" : undefined, fieldManager, ...request.query };
    return await requester.json({ ...request, query, ...limits(options) }) as KubeObject;
  };
  return {
    async create(object, options = {}) {
      const resource = await discovery.resource(object.apiVersion, object.kind);
      const path = options.subresource === undefined
        ? collectionPath(resource, object.metadata.namespace)
        : objectPath(resource, refOf(object), options.subresource);
      return await write({ method: "POST", path, body: object }, options);
    },
    async update(object, options = {}) {
      const path = await pathOf(refOf(object), options);
      return await write({ method: "PUT", path, body: object }, options);
    },
    async patch(ref, { type, body }, options = {}) {
      const path = await pathOf(ref, options);
      return await write({ method: "PATCH", path, body, contentType: patchTypes[type] }, options);
    },
    async apply(object, options) {
      const path = await pathOf(refOf(object), options);
      const contentType = "application/apply-patch+yaml", query = { force: options.force };
      const request = { method: "PATCH", path, body: object, contentType, query } as const;
      return await write({ ...request, idempotent: true }, options);
    },
    async delete(ref, options = {}) {
      const path = await pathOf(ref, options);
      const { precondition: preconditions, propagation: propagationPolicy } = options;
      const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions, propagationPolicy };
      // Of one uid, it can be deleted once only.
      const idempotent = preconditions?.uid === undefined ? undefined : true;
      await write({ method: "DELETE", path, body, idempotent }, options);
    },
  };
}

function limits({ signal, timeoutMs }: CallOptions) {
  return { signal, timeoutMs };
}
