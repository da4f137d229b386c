/** What the kernel must know of each method of each kind of plugin, besides the types of what is asked. */
import type { TSchema } from "typebox";
import { Next, Prepared } from "./applier.ts";
import { Token } from "./auth.ts";
import { Served } from "./cluster.ts";
import { Decrypted } from "./decryptor.ts";
import { Opened } from "./gate.ts";
import { Verdicts } from "./health.ts";
import * as image from "./image.ts";
import { Sent } from "./notifier.ts";
import { Judged } from "./policy.ts";
import { Accepted } from "./receiver.ts";
import { Rendered } from "./renderer.ts";
import * as source from "./source.ts";

export interface Method {
  readonly result: TSchema;
  /** A plugin of the kind may leave it out. */
  readonly optional?: boolean;
  /** It has effects outside: after a crash it is not called again. */
  readonly once?: boolean;
  /** It stays open until it is cancelled: no deadline. */
  readonly open?: boolean;
  /** Lists that may be large, in the request or the answer; they travel as files. */
  readonly bulk?: readonly string[];
}

export const methods = {
  source: {
    pull: { result: source.Pulled },
    checkout: { result: source.Tree, optional: true },
    push: { result: source.Pushed, optional: true, once: true, bulk: ["changes"] },
  },
  renderer: { render: { result: Rendered, bulk: ["objects", "answers", "needs"] } },
  decryptor: { decrypt: { result: Decrypted, bulk: ["documents", "answers", "needs"] } },
  gate: { open: { result: Opened } },
  policy: { judge: { result: Judged, bulk: ["batch", "verdicts"] } },
  applier: {
    prepare: { result: Prepared, optional: true },
    next: { result: Next, bulk: ["set", "objects", "results", "inventory", "steps"] },
  },
  health: { judge: { result: Verdicts, bulk: ["items", "answers", "verdicts"] } },
  notifier: { send: { result: Sent, once: true } },
  receiver: { accept: { result: Accepted, once: true } },
  scanner: {
    scan: { result: image.Scanned, bulk: ["tags"] },
    resolve: { result: image.Resolved, optional: true },
  },
  selector: { select: { result: image.Selected, bulk: ["tags"] } },
  editor: { edit: { result: image.Edited, bulk: ["changes"] } },
  auth: { token: { result: Token } },
  cluster: { serve: { result: Served, once: true, open: true } },
} as const;
