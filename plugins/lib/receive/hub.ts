import type { AcceptRequest, Cx } from "contract";
import { isSigned } from "./signature.ts";

const bodies = ["application/json", "application/x-www-form-urlencoded"];

/** Why a request is not signed as GitHub and Bitbucket Server sign theirs; `undefined` where it is. */
export async function hubSignature({ headers }: AcceptRequest, cx: Cx) {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (!bodies.includes(type.trim().toLowerCase())) {
    return `webhook request has unsupported Content-Type "${type}"`;
  }
  // Nothing is signed where the hook has no secret.
  if (await cx.secret("/spec/secretRef").equals("token", "")) return undefined;
  const header = headers["x-hub-signature-256"] || headers["x-hub-signature"] || "";
  return await isSigned(cx, header) ? undefined : "the signature header is invalid";
}
