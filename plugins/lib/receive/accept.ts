import type { Accepted, AcceptRequest, Cx } from "contract";

/** Whether a request is what it says to be; a text says why not. */
export type Prove = (request: AcceptRequest, cx: Cx) => Promise<string | undefined>;

/**
 * Accepts a request that proves itself, once the Receiver's Secret has a token. `event` is the header in which the service names
 * what happened: absent from a request, it is no event that a Receiver could list.
 */
export async function accept(
  request: AcceptRequest,
  cx: Cx,
  { prove, event }: { readonly prove?: Prove; readonly event?: string },
): Promise<Accepted> {
  const keys = await cx.secret("/spec/secretRef").keys();
  const why = keys.includes("token")
    ? await prove?.(request, cx)
    : "its secret is missing or has no 'token'";
  if (why !== undefined) return { refused: true, message: why };
  return {
    refused: false,
    ...(event === undefined ? {} : { event: request.headers[event] ?? "" }),
  };
}
