import type { Families } from "./metric_families.ts";

/** A request that one of our servers has answered, as go-http-metrics labels it. */
export interface ServedRequest {
  readonly service: string;
  readonly handler: string;
  readonly method: string;
  readonly code: number;
  readonly seconds: number;
  readonly bytes: number;
}

const answerSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const answerBytes = Array.from({ length: 8 }, (_, i) => 100 * 10 ** i);

/** Requests of ours to API servers, requests to us, the lease, and the token cache. */
export function trafficMetrics(families: Families) {
  const { counter, gauge } = families;
  const restRequests = counter({
    name: "rest_client_requests_total",
    help: "Requests to API servers, by status code, method and host.",
    labelNames: ["code", "method", "host"],
  });
  const leader = gauge({
    name: "leader_election_master_status",
    help: "1 while this process holds the lease of that name.",
    labelNames: ["name"],
  });
  const cached = gauge({ name: "gotk_token_cached_items", help: "Tokens in the token cache." });
  const lookups = counter({
    name: "gotk_token_cache_requests_total",
    help: "Look-ups in the token cache, by status.",
    labelNames: ["status"],
  });
  const evictions = counter({
    name: "gotk_token_cache_evictions_total",
    help: "Tokens that left the token cache before their time.",
  });

  return {
    /** A request to an API server was answered; code is `<error>` where there was no answer. */
    apiRequest(
      { code, method, host }: { code: number | "<error>"; method: string; host: string },
    ): void {
      restRequests.inc({ code, method, host });
    },
    leading(name: string, holds: boolean): void {
      leader.set({ name }, holds ? 1 : 0);
    },
    tokenCache: {
      size: (items: number) => cached.set(items),
      requested: (status: "success" | "failure") => lookups.inc({ status }),
      evicted: () => evictions.inc(),
    },
    /** The server that takes events, and the one that takes webhooks. */
    eventServer: serverMetrics(families, "gotk_event"),
    receiverServer: serverMetrics(families, "gotk_receiver"),
  };
}

function serverMetrics({ gauge, histogram }: Families, prefix: string) {
  const labelNames = ["service", "handler", "method", "code"] as const;
  const duration = histogram({
    name: `${prefix}_http_request_duration_seconds`,
    help: "How long answering a request took, in seconds.",
    labelNames,
  }, answerSeconds);
  const size = histogram({
    name: `${prefix}_http_response_size_bytes`,
    help: "The size of answers, in bytes.",
    labelNames,
  }, answerBytes);
  const inflight = gauge({
    name: `${prefix}_http_requests_inflight`,
    help: "Requests that are being answered.",
    labelNames: ["service", "handler"],
  });
  return {
    begun({ service, handler }: Pick<ServedRequest, "service" | "handler">): void {
      inflight.inc({ service, handler });
    },
    ended({ seconds, bytes, service, handler, method, code }: ServedRequest): void {
      inflight.dec({ service, handler });
      duration.observe({ service, handler, method, code }, seconds);
      size.observe({ service, handler, method, code }, bytes);
    },
  };
}
