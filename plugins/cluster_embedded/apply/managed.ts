import { isTree, type Tree } from "../json/tree.ts";
import { fieldsFromSet, setFromFields } from "./fields_v1.ts";
import { isEmptySet, type PathSet } from "./path_set.ts";

/** What one manager owns, by its identity. */
export interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  readonly set: PathSet;
  readonly time?: string;
}

/** Owners by identity. */
export type Owners = Map<string, Owner>;

/** An applier is the same whatever version it applies; an updater is one for each version. */
export function identityOf(owner: Omit<Owner, "set" | "time">): string {
  const version = owner.operation === "Apply" ? "" : owner.apiVersion;
  return JSON.stringify([owner.manager, owner.operation, version, owner.subresource]);
}

/** Reads metadata.managedFields. Throws an Error where an entry cannot be. */
export function readManaged(entries: unknown): Owners {
  const owners: Owners = new Map();
  if (!Array.isArray(entries)) return owners;
  for (const entry of entries) {
    if (!isTree(entry)) continue;
    const owner = readEntry(entry);
    owners.set(identityOf(owner), owner);
  }
  return owners;
}

function readEntry(entry: Tree): Owner {
  const operation = entry.operation;
  if (operation !== "Apply" && operation !== "Update") {
    throw new Error(`unexpected operation ${JSON.stringify(operation)}`);
  }
  if (entry.fieldsType !== "FieldsV1") {
    throw new Error(`unexpected fieldsType ${JSON.stringify(entry.fieldsType)}`);
  }
  return {
    manager: String(entry.manager ?? ""),
    operation,
    apiVersion: String(entry.apiVersion ?? ""),
    subresource: String(entry.subresource ?? ""),
    set: setFromFields(entry.fieldsV1),
    ...(typeof entry.time === "string" ? { time: entry.time } : {}),
  };
}

/** Writes metadata.managedFields: appliers first, then by time and name. */
export function writeManaged(owners: Owners): Tree[] {
  const sorted = [...owners.values()].filter(({ set }) => !isEmptySet(set)).sort(order);
  return sorted.map((owner) => ({
    manager: owner.manager,
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    ...(owner.time === undefined ? {} : { time: owner.time }),
    fieldsType: "FieldsV1",
    fieldsV1: fieldsFromSet(owner.set),
    ...(owner.subresource === "" ? {} : { subresource: owner.subresource }),
  }));
}

function order(a: Owner, b: Owner): number {
  const key = ({ operation, time, manager, apiVersion, subresource }: Owner) =>
    [operation, time ?? "", manager, apiVersion, subresource].join("\0");
  const x = key(a), y = key(b);
  return x < y ? -1 : x > y ? 1 : 0;
}
