/** Webhooks of anyone (Receiver types `generic`, where the path is the secret, and `generic-hmac`, where the body is signed). */
import { plugin, type Receiver } from "contract";
import { accept, isSigned } from "../lib/receive/mod.ts";

const receiver: Receiver<{ readonly type: string }> = {
  accept: (request, cx) =>
    accept(request, cx, {
      async prove({ headers, spec }) {
        if (spec["type"] !== "generic-hmac") return undefined;
        const signed = await isSigned(cx, headers["x-signature"] ?? "");
        return signed ? undefined : "unable to validate HMAC signature";
      },
    }),
};

export default plugin("receiver", () => receiver);
