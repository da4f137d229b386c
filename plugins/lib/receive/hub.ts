import type { AcceptRequest, Cx } from "contract";
import { isSigned } from "./signature.ts";

const bodies = ["application/json", "application/x-www-form-urlencoded"];

/** Why a request is not signed as GitHub and Bitbucket Server sign theirs; `undefined` where it is. */
export async function hubSignature({ headers }: AcceptRequest, cx: Cx) {
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (!bodies.includes(type.trim().toLowerCase())) {
    return `webhook request has unsupported Content-Type "${type}"`;
  }
  const header = headers["x-hub-signature-256"] || headers["x-hub-signature"] || "";
  // Nothing is signed where the hook has no secret; what is signed all the same is judged.
  if (header === "" && await cx.secret("/spec/secretRef").equals("token", "")) return undefined;
  return await isSigned(cx, header) ? undefined : "the signature header is invalid";
}
