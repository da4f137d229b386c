import type { Incoming, Reply } from "./http/context.ts";
import { isTrue } from "./http/request_info.ts";

/** What a fault plan may do to one request. */
export type Fault =
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Refused before anything is done. */
  | { readonly kind: "refuse"; readonly status: number }
  /** Done, but answered as failed. */
  | { readonly kind: "lose"; readonly status: number }
  /** A watch ends after so many events, as where a connection breaks. */
  | { readonly kind: "drop"; readonly events: number }
  /** A watch stays open, and says nothing after so many events. */
  | { readonly kind: "stall"; readonly events: number }
  /** A watch lags: each event comes so much later. */
  | { readonly kind: "lag"; readonly milliseconds: number }
  /** 410: of a watch after so many events, of anything else at once. */
  | { readonly kind: "expire"; readonly events: number };

/** What a fault plan is told of a request. */
export interface Faultable {
  readonly method: string;
  readonly path: string;
  readonly watch: boolean;
}

/** Asked for each request, in their order; answers the fault that befalls it, or nothing. */
export type FaultPlan = (request: Faultable) => Fault | undefined;

const reasons: Readonly<Record<number, string>> = {
  ...{
    410: "Expired",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
  },
};

/** Serves a request under a plan. */
export async function withFaults(
  plan: FaultPlan | undefined,
  request: Incoming,
  serve: () => Promise<Reply>,
): Promise<Reply> {
  if (plan === undefined) return await serve();
  const { pathname: path, searchParams } = new URL(request.url);
  const watch = isTrue(searchParams.get("watch"));
  const fault = plan({ method: request.method, path, watch });
  switch (fault?.kind) {
    case "refuse":
      return failure(fault.status);
    case "delay":
      await pause(fault.milliseconds);
      return await serve();
    case "lose": {
      const { body } = await serve();
      if (body instanceof ReadableStream) await body.cancel();
      return failure(fault.status);
    }
    case "expire":
      return watch ? watched(await serve(), fault) : failure(410);
    default:
      return fault === undefined ? await serve() : watched(await serve(), fault);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

type WatchFault = Extract<Fault, { kind: "drop" | "stall" | "lag" | "expire" }>;

/** A watch whose events go through a fault; whatever is none stays as it is. */
function watched(reply: Reply, fault: WatchFault): Reply {
  if (!(reply.body instanceof ReadableStream)) return reply;
  const reader = reply.body.getReader();
  let left = fault.kind === "lag" ? Infinity : fault.events;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (left <= 0) return await end(fault, controller, reader);
      const { done, value } = await reader.read();
      if (done) return controller.close();
      if (fault.kind === "lag") await pause(fault.milliseconds);
      left--;
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return { ...reply, body };
}

async function end(
  fault: WatchFault,
  controller: ReadableStreamDefaultController<Uint8Array>,
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<void> {
  // What says nothing more ends when its client does.
  if (fault.kind === "stall") return await new Promise(() => {});
  if (fault.kind === "expire") {
    const event = { type: "ERROR", object: statusOf(410) };
    controller.enqueue(new TextEncoder().encode(`${JSON.stringify(event)}\n`));
  }
  controller.close();
  await reader.cancel();
}

function statusOf(code: number) {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "the server could not serve this request",
    reason: reasons[code] ?? "InternalError",
    code,
  };
}

function failure(code: number): Reply {
  const headers = {
    "Content-Type": "application/json",
    ...(code === 429 || code === 503 ? { "Retry-After": "1" } : {}),
  };
  return { status: code, headers, body: `${JSON.stringify(statusOf(code))}\n` };
}
