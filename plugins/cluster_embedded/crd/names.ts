import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

interface Conflict {
  readonly reason: string;
  readonly message: string;
}

/** The status of a definition once its names were compared with those of the group's others. */
export function acceptNames(definition: Tree, others: readonly Tree[], now: string): Tree {
  const status = treeAt(definition, "status"), wanted = treeAt(definition, "spec", "names");
  const group = textAt(definition, "spec", "group");
  const taken = others.filter((other) => textAt(other, "spec", "group") === group)
    .map((other) => treeAt(other, "status", "acceptedNames"));
  const conflicts = conflictsOf(wanted, taken);
  const accepted = acceptedNames(wanted, treeAt(status, "acceptedNames"), taken);
  const conditions = treesAt(status, "conditions");
  const old = (type: string) => conditions.find((condition) => condition.type === type);
  const names = conflicts.at(-1);
  const nameCondition = names === undefined
    ? condition(
      old("NamesAccepted"),
      "NamesAccepted",
      "True",
      "NoConflicts",
      "no conflicts found",
      now,
    )
    : condition(old("NamesAccepted"), "NamesAccepted", "False", names.reason, names.message, now);
  const before = old("Established");
  const established = before?.status === "True" ? before : names === undefined
    ? condition(
      before,
      "Established",
      "True",
      "InitialNamesAccepted",
      "the initial names have been accepted",
      now,
    )
    : condition(before, "Established", "False", "NotAccepted", "not all names are accepted", now);
  const rest = conditions.filter(({ type }) => type !== "NamesAccepted" && type !== "Established");
  return {
    ...status,
    conditions: [nameCondition, established, ...rest],
    acceptedNames: accepted,
    storedVersions: storedVersions(definition, status),
  };
}

function condition(
  old: Tree | undefined,
  type: string,
  status: string,
  reason: string,
  message: string,
  now: string,
): Tree {
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : now;
  return { type, status, lastTransitionTime, reason, message };
}

function storedVersions(definition: Tree, status: Tree): unknown[] {
  const stored = Array.isArray(status.storedVersions) ? [...status.storedVersions] : [];
  const storage = treesAt(definition, "spec", "versions").find((version) =>
    version.storage === true
  )?.name;
  return storage === undefined || stored.includes(storage) ? stored : [...stored, storage];
}

function uses(names: readonly Tree[], field: (names: Tree) => unknown[], value: unknown): boolean {
  return names.some((other) => field(other).includes(value));
}

const resourceNames = (
  names: Tree,
) => [names.plural, names.singular, ...(names.shortNames ?? []) as string[]];
const kindNames = (names: Tree) => [names.kind, names.listKind];

function conflictsOf(wanted: Tree, taken: readonly Tree[]): Conflict[] {
  const found: Conflict[] = [];
  const check = (reason: string, value: unknown, field: (names: Tree) => unknown[]) => {
    if (value === undefined || value === "" || !uses(taken, field, value)) return;
    found.push({ reason, message: `${JSON.stringify(value)} is already in use` });
  };
  check("PluralConflict", wanted.plural, resourceNames);
  check("SingularConflict", wanted.singular, resourceNames);
  for (const name of (wanted.shortNames ?? []) as string[]) {
    check("ShortNamesConflict", name, resourceNames);
  }
  check("KindConflict", wanted.kind, kindNames);
  check("ListKindConflict", wanted.listKind, kindNames);
  return found;
}

/** Each name that nobody else has is accepted by itself. */
function acceptedNames(wanted: Tree, old: Tree, taken: readonly Tree[]): Tree {
  const free = (value: unknown, field: (names: Tree) => unknown[]) => !uses(taken, field, value);
  const result: Tree = {};
  if (free(wanted.plural, resourceNames)) result.plural = wanted.plural;
  else result.plural = old.plural ?? "";
  if (wanted.singular !== undefined && free(wanted.singular, resourceNames)) {
    result.singular = wanted.singular;
  }
  const short = (wanted.shortNames ?? []) as string[];
  if (short.length > 0 && short.every((name) => free(name, resourceNames))) {
    result.shortNames = short;
  }
  result.kind = free(wanted.kind, kindNames) ? wanted.kind : old.kind ?? "";
  if (wanted.listKind !== undefined && free(wanted.listKind, kindNames)) {
    result.listKind = wanted.listKind;
  }
  if (isTree(wanted) && Array.isArray(wanted.categories) && wanted.categories.length > 0) {
    result.categories = wanted.categories;
  }
  return result;
}
