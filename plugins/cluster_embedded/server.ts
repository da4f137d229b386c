import type { Api } from "./api.ts";
import { impersonate } from "./auth/impersonate.ts";
import { authenticate, type Users } from "./auth/authenticate.ts";
import { authorizeRequest } from "./auth/authorize.ts";
import { decide } from "./auth/rbac.ts";
import { ApiError, noSuchResource } from "./errors/api_error.ts";
import { errorAnswer, toReply } from "./http/answer.ts";
import type { Answer, Incoming, Reply, RequestContext } from "./http/context.ts";
import { maxBody } from "./http/limits.ts";
import type { User } from "./auth/user.ts";
import { requestInfo } from "./http/request_info.ts";
import { serveNonResource } from "./handlers/non_resource.ts";
import { serveObjects } from "./handlers/objects.ts";
import { serveSubresource } from "./handlers/subresources.ts";
import { serveVirtual } from "./handlers/virtual.ts";
import { openAdmission } from "./admission/admission.ts";
import { addGuards } from "./registry/guards.ts";
import { addBuiltin, Registry } from "./registry/registry.ts";
import { strategyOf } from "./registry/strategies.ts";
import { ObjectStore } from "./store/object_store.ts";
import { type FaultPlan, withFaults } from "./faults.ts";
import { bootstrapObjects } from "./bootstrap.ts";
import { startControllers } from "./controllers/controllers.ts";
import { watchDefinitions } from "./crd/definitions.ts";

export interface ApiServerOptions {
  /** Bearer tokens and who they stand for. */
  readonly users: Users;
  /** The time; default: the clock of the machine. */
  readonly now?: () => Date;
  /** From 0 up to 1; default: Math.random. A seeded one makes names and uids repeat. */
  readonly random?: () => number;
  /** Which controllers run: all, all but those that need nodes, none (default). */
  readonly controllers?: "all" | "no-nodes" | "none";
  /** Objects are kept here; default: a new, empty store. */
  readonly store?: ObjectStore;
  /** Faults for tests; default: none. */
  readonly faults?: FaultPlan;
}

/** A Kubernetes API server in this process. */
export interface ApiServer {
  readonly store: ObjectStore;
  fetch(request: Request): Promise<Response>;
  /** The same for those who listen; `peer` is who the connection's certificate says asks. */
  serve(request: Incoming, peer?: User): Promise<Reply>;
  /** Ends controllers and watches. */
  close(): void;
}

/** Makes a server that answers at once; nothing listens until `serve` is called on it. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const api = makeApi(options);
  addGuards(api);
  const stopDefinitions = watchDefinitions(api);
  bootstrapObjects(api);
  const stopControllers = startControllers(api, options.controllers ?? "none");
  const closed = new AbortController();
  const serve = (request: Incoming, peer?: User) =>
    withFaults(
      options.faults,
      request,
      () => answer(api, options.users, request, peer, closed.signal),
    );
  return {
    store: api.store,
    serve,
    async fetch(request) {
      const { body, ...init } = await serve(request);
      return new Response(body, init);
    },
    close() {
      stopControllers();
      stopDefinitions();
      closed.abort();
    },
  };
}

function makeApi(options: ApiServerOptions): Api {
  const store = options.store ?? new ObjectStore();
  const registry = new Registry();
  addBuiltin(registry, strategyOf);
  const random = options.random ?? Math.random;
  const api: Api = {
    store,
    registry,
    admission: openAdmission(() => api),
    now: options.now ?? (() => new Date()),
    random,
    uuid: options.random === undefined ? () => crypto.randomUUID() : () => seededUuid(random),
    allows: (user, attributes) => decide(api, user, attributes).allowed,
    guards: [],
  };
  return api;
}

function seededUuid(random: () => number): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

async function answer(
  api: Api,
  users: Users,
  request: Incoming,
  peer: User | undefined,
  closed: AbortSignal,
): Promise<Reply> {
  const warnings: string[] = [];
  try {
    const url = new URL(request.url);
    const info = requestInfo(request.method, url);
    const { headers } = request;
    const asking = await authenticate(api, users, headers, peer);
    const user = impersonate(api, asking, headers, info, request.groups);
    authorizeRequest(api, user, info);
    const context: RequestContext = {
      method: request.method,
      url,
      query: url.searchParams,
      headers,
      info,
      user,
      signal: closed,
      warnings,
      text: () => bodyText(request),
      bytes: () => bodyBytes(request),
    };
    const reply = toReply(await route(api, users, context), warnings);
    if (request.method !== "GET") await api.store.journal?.flush();
    return reply;
  } catch (error) {
    return toReply(errorAnswer(error, request.headers.get("accept")), warnings);
  }
}

const tooLarge = () =>
  new ApiError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${maxBody}`, {});

function checkLength(request: Incoming): void {
  if (Number(request.headers.get("content-length") ?? 0) > maxBody) throw tooLarge();
}

async function bodyText(request: Incoming): Promise<string> {
  checkLength(request);
  const text = await request.text();
  if (text.length > maxBody) throw tooLarge();
  return text;
}

async function bodyBytes(request: Incoming): Promise<Uint8Array> {
  checkLength(request);
  const bytes = await request.bytes();
  if (bytes.length > maxBody) throw tooLarge();
  return bytes;
}

async function route(api: Api, users: Users, context: RequestContext): Promise<Answer> {
  const { info } = context;
  if (!info.isResource) return serveNonResource(api, context);
  const resource = api.registry.find(info.group, info.version, info.resource);
  if (resource === undefined) {
    const known = info.prefix === "api" || api.registry.hasVersion(info.group, info.version) ||
      (api.registry.hasGroup(info.group) && !isCustomGroup(api, info.group));
    if (known && !isCustomGroup(api, info.group)) throw noSuchResource();
    return { status: 404, body: "404 page not found\n", type: "text/plain; charset=utf-8" };
  }
  const virtual = await serveVirtual(api, resource, context, users);
  if (virtual !== undefined) return virtual;
  return info.subresource === ""
    ? await serveObjects(api, resource, context)
    : await serveSubresource(api, resource, context);
}

function isCustomGroup(api: Api, group: string): boolean {
  for (const resource of api.registry.all()) {
    if (resource.group === group) return resource.custom !== undefined;
  }
  return false;
}
