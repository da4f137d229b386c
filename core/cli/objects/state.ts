/** What an object says of itself, in the words of a table. */
import { at, type KubeObject } from "../../contract/mod.ts";
import { conditionsOf, type Controlled, suspended } from "../../reconcile/mod.ts";

export interface State {
  readonly ready: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  /** RFC 3339; when it began to say so. */
  readonly since?: string;
  readonly suspended: boolean;
  readonly revision: string;
}

/** The state of an object of a controlled kind. A verdict on an older generation is none. */
export function stateOf(object: KubeObject, { profile, role, kind }: Controlled): State {
  const status = object["status"] as Parameters<typeof conditionsOf>[0];
  const found = conditionsOf(status).find(({ type }) => type === "Ready");
  const generation = object.metadata.generation;
  const asleep = suspended(object, profile);
  const stale = !asleep && found?.observedGeneration !== undefined && generation !== undefined &&
    found.observedGeneration < generation;
  const unseen = {
    status: "Unknown",
    reason: "Progressing",
    message: "is not looked at yet",
  } as const;
  const fixed = { status: "True", reason: "", message: `${kind} is Ready` } as const;
  const shown = found && !stale ? found : isStatic(role) ? fixed : unseen;
  return {
    ready: shown.status,
    reason: shown.reason,
    message: shown.message,
    ...found && !stale ? { since: found.lastTransitionTime } : {},
    suspended: asleep,
    revision: revisionOf(object),
  };
}

/** Whether objects of a role have no status: they are ready as they are written. */
export function isStatic(role: Controlled["role"]): boolean {
  return role === "provider" || role === "alert";
}

const revisions = ["/status/lastAppliedRevision", "/status/artifact/revision"];

/** What an object stands at; the digest of a commit cut short, as Flux's own tables do. */
export function revisionOf(object: KubeObject): string {
  const found = revisions.map((pointer) => at(object, pointer)).find((one) =>
    typeof one === "string"
  );
  return String(found ?? "").replace(/(sha1|sha256):([0-9a-f]{8})[0-9a-f]+$/, "$1:$2");
}

/** How long ago a time was, as kubectl says it: `5s`, `3m`, `2h`, `4d`. */
export function ago(time: string | undefined, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time ?? "")) / 1000));
  if (Number.isNaN(seconds)) return "";
  const units = [[86_400, "d"], [3_600, "h"], [60, "m"]] as const;
  const [size, unit] = units.find(([size]) => seconds >= 2 * size) ?? [1, "s"];
  return `${Math.floor(seconds / size)}${unit}`;
}
