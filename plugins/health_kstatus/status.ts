import { at, type Data, groupOf, type HealthStatus, type KubeObject } from "contract";

export interface Health {
  readonly status: HealthStatus;
  readonly message: string;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** How an object of one kind is judged; `undefined` leaves it to the generic rules. */
export type Rule = (object: KubeObject) => Health | undefined;

export const current: Health = { status: "current", message: "Resource is current" };
export const inProgress = (message: string): Health => ({ status: "inProgress", message });
export const failed = (message: string): Health => ({ status: "failed", message });

export function condition(object: KubeObject, type: string): Condition | undefined {
  const list = at(object, "/status/conditions");
  return Array.isArray(list) ? list.find((one: Condition) => one?.type === type) : undefined;
}

/** A number of the object, or `otherwise` where none stands. */
export function count(object: Data, pointer: string, otherwise = 0): number {
  const value = at(object, pointer);
  return typeof value === "number" ? value : otherwise;
}

/** `Kind.group`, by which rules are found. */
export function groupKind({ kind, apiVersion }: KubeObject): string {
  const group = groupOf(apiVersion);
  return group === "" ? kind : `${kind}.${group}`;
}

/** Of an object that its controller has not seen as it is now. */
export function unobserved(object: KubeObject): Health | undefined {
  const observed = at(object, "/status/observedGeneration");
  const { generation } = object.metadata;
  if (typeof observed !== "number" || generation === undefined || observed === generation) {
    return undefined;
  }
  return inProgress(
    `${object.kind} generation is ${generation}, but latest observed generation is ${observed}`,
  );
}

/** The rules that hold for every kind (kstatus, GetStatus); `undefined` where nothing speaks against the object. */
export function generic(object: KubeObject): Health | undefined {
  if (object.metadata.deletionTimestamp !== undefined) {
    return { status: "terminating", message: "Resource scheduled for deletion" };
  }
  const early = unobserved(object);
  if (early) return early;
  const reconciling = condition(object, "Reconciling"), stalled = condition(object, "Stalled");
  if (reconciling?.status === "True") return inProgress(reconciling.message ?? "");
  return stalled?.status === "True" ? failed(stalled.message ?? "") : undefined;
}

/** For kinds without a rule of their own: the condition Ready, if there is one. */
export function byReady(object: KubeObject): Health {
  const ready = condition(object, "Ready");
  return !ready || ready.status === "True" ? current : inProgress(ready.message ?? "");
}
