/** `status.history`: the outcomes of the last deliveries, newest first. */
import { createHash } from "node:crypto";
import type { KubeObject } from "../../contract/mod.ts";
import { formatDuration } from "schemas/duration.ts";
import { rfc3339 } from "../time.ts";
import { isMap } from "../json.ts";
import type { Pass } from "../pass.ts";

const most = 5;

interface Outcome {
  readonly digest: string;
  /** The reason of Ready. */
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Adds the outcome of a run; one that equals another, by digest and status, is counted there. */
export function remember(pass: Pass, { digest, status, metadata }: Outcome): void {
  const held = pass.held("/history");
  const before = Array.isArray(held) ? held.filter(isMap) : [];
  const now = rfc3339(pass.kernel.clock);
  const same = before.find((one) =>
    one["digest"] === digest && one["lastReconciledStatus"] === status
  );
  const newest = {
    digest,
    firstReconciled: same?.["firstReconciled"] ?? now,
    lastReconciled: now,
    lastReconciledDuration: formatDuration(pass.elapsedMs),
    lastReconciledStatus: status,
    totalReconciliations: Number(same?.["totalReconciliations"] ?? 0) + 1,
    metadata,
  };
  pass.set("/history", [newest, ...before.filter((one) => one !== same)].slice(0, most));
}

/** The digest of what was rendered. */
export function digestOf(set: readonly KubeObject[]): string {
  const hash = createHash("sha256");
  for (const object of set) hash.update(`${JSON.stringify(object)}\n`);
  return `sha256:${hash.digest("hex")}`;
}
