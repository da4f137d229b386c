/** Whether a live object is as an apply would leave it, told without asking the server. */
import type { Data, KubeObject } from "contract";
import { isMap } from "contract/data.ts";
import { dataOf, ownership } from "./fields.ts";

/** The entry of a manager's applies in `managedFields`. */
export function applyEntry(live: KubeObject, manager: string): Data | undefined {
  return ownership(live).find((entry) =>
    entry["manager"] === manager && entry["operation"] === "Apply" && !entry["subresource"]
  );
}

/** Whether every value of the object stands in the live one. A status is not looked at: an apply does not write it. */
export function holdsAll(live: KubeObject, object: KubeObject): boolean {
  const { status: _, apiVersion: __, metadata, ...rest } = object as KubeObject & Data;
  const { labels = {}, annotations = {} } = metadata;
  const mine: Data = live;
  return contains(mine, rest) && contains(dataOf(live.metadata.labels), labels) &&
    contains(dataOf(live.metadata.annotations), annotations);
}

/**
 * Whether an apply of the object would change nothing: all its values are there, and the manager owns no field that it lacks.
 * `false` where that cannot be told, as of lists that others add to.
 */
export function isAsWanted(live: KubeObject, object: KubeObject, manager: string): boolean {
  const entry = applyEntry(live, manager);
  return entry !== undefined && entry["apiVersion"] === object.apiVersion &&
    holdsAll(live, object) && ownsNoMore(dataOf(entry["fieldsV1"]), object);
}

/** Whether all that `wanted` says stands in `live`; lists have to be equal in length. */
export function contains(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(live) && live.length === wanted.length &&
      wanted.every((one, i) => contains(live[i], one));
  }
  if (!isMap(wanted)) return live === wanted;
  return isMap(live) && Object.entries(wanted).every(([key, one]) => contains(live[key], one));
}

/** Reads the keys of `fieldsV1`: `f:` a field, `k:` an item by its keys, `v:` an item by its value, `.` the thing itself. */
function ownsNoMore(fields: Data, value: unknown): boolean {
  return Object.entries(fields).every(([key, inner]) => {
    if (key === ".") return true;
    const found = step(value, key);
    return found !== undefined && ownsNoMore(dataOf(inner), found);
  });
}

function step(value: unknown, key: string): unknown {
  const name = key.slice(2);
  if (key.startsWith("f:")) return isMap(value) ? value[name] : undefined;
  if (!Array.isArray(value)) return undefined;
  const wanted: unknown = JSON.parse(name);
  return value.find((item) => contains(item, wanted));
}
