/** Reads an object as its kind's profile says: pointers, no code. */
import type { Profile } from "schemas/plugin_manifest.ts";
import { at, type KubeObject } from "../contract/mod.ts";
import { parseDuration } from "schemas/duration.ts";

export type Conditions = NonNullable<Profile["conditions"]>;

/** A duration in ms that a profile gives as a constant, or as a pointer into the object; `undefined` for what is none. */
export function durationOf(object: KubeObject, from: string | undefined): number | undefined {
  const ms = parseDuration(textOf(object, from) ?? "");
  return ms !== undefined && ms >= 0 ? ms : undefined;
}

/** What a profile gives as a constant, or as a pointer to a text below `value`. */
export function textOf(value: unknown, from: string | undefined): string | undefined {
  if (from === undefined || !from.startsWith("/")) return from;
  const found = at(value, from);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** How long a delivery may take, in ms: as the profile says, else the interval less 30 s, but never below 30 s. */
export function timeoutOf(object: KubeObject, profile: Profile): number {
  const interval = durationOf(object, profile.interval) ?? 3_600_000;
  return Math.max(30_000, durationOf(object, profile.timeout) ?? interval - 30_000);
}

export function suspended(object: KubeObject, { suspend }: Profile): boolean {
  if (suspend === undefined) return false;
  return typeof suspend === "string"
    ? at(object, suspend) === true
    : at(object, suspend.path) === suspend.equals;
}

const requestedAt = "reconcile.fluxcd.io/requestedAt";

/** What a person, or a webhook, last asked for; any new value is a request. */
export function requestOf({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[requestedAt];
}

/** A patch of metadata that asks for a reconciliation now. */
export function askNow(value: string) {
  return { metadata: { annotations: { [requestedAt]: value } } };
}
