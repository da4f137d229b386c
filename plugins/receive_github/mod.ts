/** Webhooks of GitHub (Receiver type `github`): signed bodies, JSON or a form, and the event's name in a header. */
import { plugin, type Receiver } from "contract";
import { accept, isSigned } from "../lib/receive/mod.ts";

const bodies = ["application/json", "application/x-www-form-urlencoded"];

const receiver: Receiver = {
  accept: (request, cx) =>
    accept(request, cx, {
      event: "x-github-event",
      async prove({ headers }) {
        const [type = ""] = (headers["content-type"] ?? "").split(";");
        if (!bodies.includes(type.trim().toLowerCase())) {
          return `webhook request has unsupported Content-Type "${type}"`;
        }
        // GitHub signs nothing where its hook has no secret.
        if (await cx.secret("/spec/secretRef").equals("token", "")) return undefined;
        const header = headers["x-hub-signature-256"] || headers["x-hub-signature"] || "";
        return await isSigned(cx, header) ? undefined : "the GitHub signature header is invalid";
      },
    }),
};

export default plugin("receiver", () => receiver);
