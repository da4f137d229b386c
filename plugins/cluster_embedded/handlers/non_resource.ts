import type { Api } from "../api.ts";
import { methodNotAllowed, noSuchResource } from "../errors/api_error.ts";
import type { Answer, RequestContext } from "../http/context.ts";
import { negotiate } from "../http/negotiate.ts";
import { aggregated } from "../discovery/aggregated.ts";
import { apiGroup, groupsOf, resourceList } from "../discovery/discovery.ts";
import { openapiV2, openapiV3, openapiV3Index } from "../discovery/openapi.ts";

export const kubernetesVersion = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.3",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "deno",
  platform: "linux/amd64",
};

type Serve = (api: Api, context: RequestContext, parts: readonly string[]) => Answer;

const text = (body: string, status = 200): Answer => ({
  status,
  body,
  type: "text/plain; charset=utf-8",
});
const checks = ["ping", "log", "etcd"];
const health: Serve = (_api, context, parts) => {
  const [, check = "ping"] = parts;
  if (parts.length > 2 || !checks.includes(check)) return text("404 page not found\n", 404);
  if (!context.query.has("verbose")) return text("ok");
  return text(`[+]ping ok\n${parts[0]} check passed\n`);
};

const routes: Readonly<Record<string, Serve>> = {
  "": (api) => ({
    status: 200,
    body: {
      paths: [
        "/api",
        "/api/v1",
        "/apis",
        ...groupsOf(api).map((g) => `/apis/${g}`),
        "/healthz",
        "/version",
      ],
    },
  }),
  version: () => ({ status: 200, body: kubernetesVersion }),
  healthz: health,
  livez: health,
  readyz: health,
  api: serveApi,
  apis: serveApis,
  openapi: serveOpenapi,
  ".well-known": (_api, _context, parts) => {
    if (parts[1] !== "openid-configuration") return text("404 page not found\n", 404);
    const issuer = "https://kubernetes.default.svc";
    const body = {
      issuer,
      jwks_uri: `${issuer}/openid/v1/jwks`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["HS256"],
    };
    return { status: 200, body };
  },
};

/** Serves what is about no resource: discovery, health, version, OpenAPI. Throws ApiError. */
export function serveNonResource(api: Api, context: RequestContext): Answer {
  const parts = context.url.pathname.split("/").filter((part) => part !== "");
  const serve = routes[parts[0] ?? ""];
  if (serve === undefined) return text("404 page not found\n", 404);
  if (context.method !== "GET" && context.method !== "HEAD") throw methodNotAllowed();
  return serve(api, context, parts);
}

const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

function wantsAggregated(context: RequestContext): boolean {
  const known = (as: { kind: string; group: string; version: string }) =>
    as.kind === "APIGroupDiscoveryList" && as.group === "apidiscovery.k8s.io" &&
    as.version === "v2";
  return negotiate(context.headers.get("accept"), known).as !== undefined;
}

function serveApi(api: Api, context: RequestContext, parts: readonly string[]): Answer {
  if (parts.length === 1) {
    if (wantsAggregated(context)) {
      return { status: 200, body: aggregated(api, [""]), type: aggregatedType };
    }
    const address = { clientCIDR: "0.0.0.0/0", serverAddress: context.url.host };
    return {
      status: 200,
      body: { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [address] },
    };
  }
  if (parts.length > 2 || !api.registry.hasVersion("", parts[1]!)) throw noSuchResource();
  return { status: 200, body: resourceList(api, "", parts[1]!) };
}

function serveApis(api: Api, context: RequestContext, parts: readonly string[]): Answer {
  const [, group, version] = parts;
  if (group === undefined) {
    const groups = groupsOf(api);
    if (wantsAggregated(context)) {
      return { status: 200, body: aggregated(api, groups), type: aggregatedType };
    }
    return {
      status: 200,
      body: { kind: "APIGroupList", apiVersion: "v1", groups: groups.map((g) => apiGroup(api, g)) },
    };
  }
  if (!api.registry.hasGroup(group)) return text("404 page not found\n", 404);
  if (version === undefined) {
    return { status: 200, body: { kind: "APIGroup", apiVersion: "v1", ...apiGroup(api, group) } };
  }
  if (!api.registry.hasVersion(group, version)) {
    const custom = [...api.registry.all()].some((r) => r.group === group && r.custom !== undefined);
    if (custom) return text("404 page not found\n", 404);
    throw noSuchResource();
  }
  return { status: 200, body: resourceList(api, group, version) };
}

function serveOpenapi(api: Api, context: RequestContext, parts: readonly string[]): Answer {
  const [, version, ...path] = parts;
  if (version === "v2") return { status: 200, body: openapiV2(api) };
  if (version !== "v3") return text("404 page not found\n", 404);
  if (path.length === 0) {
    return { status: 200, body: openapiV3Index(api), type: "text/plain; charset=utf-8" };
  }
  const [, group, groupVersion] = path[0] === "api" ? ["", "", path[1]] : path;
  const document = openapiV3(api, group ?? "", groupVersion ?? "");
  void context;
  if (document === undefined) return { status: 404, bare: true };
  return { status: 200, body: document };
}
