import type { Incoming, Reply } from "./http/context.ts";

/** What a fault plan may do to one request. */
export type Fault =
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Refused before anything is done. */
  | { readonly kind: "refuse"; readonly status: number }
  /** Done, but answered as failed. */
  | { readonly kind: "lose"; readonly status: number };

/** Asked for each request; answers the fault that befalls it, or nothing. */
export type FaultPlan = (
  request: { readonly method: string; readonly path: string },
) => Fault | undefined;

const reasons: Readonly<Record<number, string>> = {
  ...{ 429: "TooManyRequests", 500: "InternalError", 503: "ServiceUnavailable", 504: "Timeout" },
};

/** Serves a request under a plan. */
export async function withFaults(
  plan: FaultPlan | undefined,
  request: Incoming,
  serve: () => Promise<Reply>,
): Promise<Reply> {
  const fault = plan?.({ method: request.method, path: new URL(request.url).pathname });
  if (fault === undefined) return await serve();
  if (fault.kind === "refuse") return failure(fault.status);
  if (fault.kind === "delay") {
    await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    return await serve();
  }
  const { body } = await serve();
  if (body instanceof ReadableStream) await body.cancel();
  return failure(fault.status);
}

function failure(code: number): Reply {
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "the server could not serve this request",
    reason: reasons[code] ?? "InternalError",
    code,
  };
  const headers = {
    "Content-Type": "application/json",
    ...(code === 429 || code === 503 ? { "Retry-After": "1" } : {}),
  };
  return { status: code, headers, body: `${JSON.stringify(status)}\n` };
}
