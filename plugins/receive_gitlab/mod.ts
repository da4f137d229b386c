/** Webhooks of GitLab (Receiver type `gitlab`): a token and the event's name, each in a header. */
import { plugin, type Receiver } from "contract";
import { accept } from "../lib/receive/mod.ts";

const receiver: Receiver = {
  accept: (request, cx) =>
    accept(request, cx, {
      event: "x-gitlab-event",
      async prove({ headers }) {
        const given = headers["x-gitlab-token"] ?? "";
        if (await cx.secret("/spec/secretRef").equals("token", given)) return undefined;
        return "the X-Gitlab-Token header value does not match the receiver token";
      },
    }),
};

export default plugin("receiver", () => receiver);
