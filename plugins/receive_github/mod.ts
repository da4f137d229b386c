/** Webhooks of GitHub (Receiver type `github`): signed bodies, JSON or a form, and the event's name in a header. */
import { plugin, type Receiver } from "contract";
import { accept, hubSignature } from "../lib/receive/mod.ts";

const receiver: Receiver = {
  accept: (request, cx) => accept(request, cx, { event: "x-github-event", prove: hubSignature }),
};

export default plugin("receiver", () => receiver);
