/** Takes over what other managers left on an object. */
import type { Checked } from "contract";
import type { Data, KubeObject } from "contract";
import { isMap } from "contract/data.ts";
import { dataOf, ownership } from "./fields.ts";
import { marked } from "./marks.ts";

type Adopt = NonNullable<Checked["adopt"]>;

interface Operation {
  readonly op: "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

/** The JSON patch that makes the fields of the named managers those of `manager`'s applies; nothing where none is named. */
export function adoption(
  live: KubeObject,
  object: KubeObject,
  { managers, metadata, unless }: Adopt,
  manager: string,
): readonly Operation[] {
  if (marked(unless, object, live)) return [];
  const removed = (["annotations", "labels"] as const).flatMap((at) =>
    metadata.filter((key) => live.metadata[at]?.[key] !== undefined)
      .map((key): Operation => ({ op: "remove", path: `/metadata/${at}/${escaped(key)}` }))
  );
  const entries = ownership(live);
  const theirs = entries.filter((entry) => isNamed(entry, managers));
  if (theirs.length === 0) return removed;
  const isOurs = (entry: Data) => entry["manager"] === manager && entry["operation"] === "Apply";
  const ours = entries.find((entry) => isOurs(entry) && !theirs.includes(entry));
  const fieldsV1 = [...theirs, ...(ours ? [ours] : [])]
    .map((entry) => dataOf(entry["fieldsV1"])).reduce(union);
  const value = [
    ...entries.filter((entry) => !theirs.includes(entry) && entry !== ours),
    { ...(ours ?? theirs[0]), manager, operation: "Apply", fieldsV1 },
  ];
  return [...removed, { op: "replace", path: "/metadata/managedFields", value }];
}

function isNamed(entry: Data, managers: readonly string[]): boolean {
  if (entry["subresource"]) return false;
  const name = String(entry["manager"]);
  return managers.some((one) =>
    one.startsWith("^")
      ? entry["operation"] === "Update" && name.startsWith(one.slice(1))
      : name.startsWith(one)
  );
}

function union(one: Data, other: Data): Data {
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const held = merged[key];
    merged[key] = isMap(held) && isMap(value) ? union(held, value) : value;
  }
  return merged;
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
