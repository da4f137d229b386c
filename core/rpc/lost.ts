import { Failure } from "../contract/errors.ts";

/** A call whose other end is gone or never answered. What the other end says of itself is never one of these. */
export class Lost extends Failure {
  constructor(reason: "PluginGone" | "DeadlineExceeded", message: string) {
    super("transient", reason, message);
  }
}
