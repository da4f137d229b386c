/** Webhooks of Bitbucket Server (Receiver type `bitbucket`): signed bodies, and the event's name in a header. */
import { plugin, type Receiver } from "contract";
import { accept, hubSignature } from "../lib/receive/mod.ts";

const receiver: Receiver = {
  accept: (request, cx) => accept(request, cx, { event: "x-event-key", prove: hubSignature }),
};

export default plugin("receiver", () => receiver);
