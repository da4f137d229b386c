import type { ItemResult, Notice, ObjectRef, StepError } from "contract";

/** An object as Flux names it: `Kind/namespace/name`. */
export function sayRef({ kind, namespace, name }: ObjectRef): string {
  return [kind, ...(namespace ? [namespace] : []), name].join("/");
}

/** One line for each object and what became of it. */
export function sayChanges(
  refs: readonly ObjectRef[],
  items: readonly ItemResult[],
  worthSaying: (status: ItemResult["status"]) => boolean,
): string[] {
  return refs.flatMap((ref, i) => {
    const { status = "notTried" } = items[i] ?? {};
    return worthSaying(status) ? [`${sayRef(ref)} ${status}`] : [];
  });
}

/** Why an object could not be applied, in Flux's words (fluxcd/pkg ssa, DryRunErr). */
export function sayError(ref: ObjectRef, { phase, reason, status, message }: StepError): string {
  const subject = sayRef(ref);
  if (reason === "NoMatch") {
    const { kind, apiVersion } = ref;
    return `${subject} dry-run failed: no matches for kind "${kind}" in version "${apiVersion}"`;
  }
  if (phase === "apply") return `${subject} apply failed: ${message}`;
  if (status === 404) {
    return `${subject} ${ref.namespace ? "not found" : "namespace not specified"}: ${message}`;
  }
  const why = ["", "Unknown", "Failed"].includes(reason) ? "" : ` (${reason})`;
  return `${subject} dry-run failed${why}: ${message}`;
}

/** An event that tells of what was done. */
export function progressing(message: string): Notice {
  return { type: "Normal", severity: "info", reason: "Progressing", message };
}

/** Milliseconds as Go prints a duration under an hour. */
export function sayDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000), seconds = Number(((ms % 60_000) / 1000).toFixed(3));
  return `${minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}
