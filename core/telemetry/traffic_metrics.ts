import type { Families } from "./families.ts";

/** A request that one of our servers has answered, as go-http-metrics labels it. */
export interface ServedRequest {
  readonly service: string;
  readonly handler: string;
  readonly method: string;
  readonly code: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** Requests of ours to API servers, requests to us, the lease, and the token cache. */
export function trafficMetrics(families: Families) {
  const { restRequests, leader } = families;
  const { tokenCacheItems, tokenCacheRequests, tokenCacheEvictions } = families;
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
      size: (items: number) => tokenCacheItems.set(items),
      requested: (status: "success" | "failure") => tokenCacheRequests.inc({ status }),
      evicted: () => tokenCacheEvictions.inc(),
    },
    /** The server that takes events. */
    eventServer: serverMetrics({
      duration: families.eventDuration,
      size: families.eventSize,
      inflight: families.eventInflight,
    }),
    /** The server that takes webhooks. */
    receiverServer: serverMetrics({
      duration: families.receiverDuration,
      size: families.receiverSize,
      inflight: families.receiverInflight,
    }),
  };
}

interface ServerFamilies {
  readonly duration: Families["eventDuration"];
  readonly size: Families["eventSize"];
  readonly inflight: Families["eventInflight"];
}

function serverMetrics({ duration, size, inflight }: ServerFamilies) {
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
