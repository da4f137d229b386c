import { badRequest, internal, messageOf } from "../errors/api_error.ts";
import { isTree, textAt, type Tree } from "../json/tree.ts";
import { zeroStruct } from "../types/zero.ts";
import { identityOf, type Owner, type Owners, readManaged, writeManaged } from "./managed.ts";
import { difference, isEmptySet, union } from "./path_set.ts";
import { unowned } from "./unowned.ts";
import { allowedByLastApplied, refreshLastApplied } from "./last_applied.ts";
import { typeProblems } from "./typed_check.ts";
import { capped } from "./capped.ts";
import { conflictError } from "./conflict.ts";
import { isOfForm, remember } from "./same_form.ts";
import { ApplyConflict, applyObject, type Typing, updateOwners } from "./updater.ts";

/** Who writes, when, through which subresource. */
export interface Writer {
  readonly manager: string;
  readonly subresource: string;
  readonly now: string;
}

const beforeFirstApply = "before-first-apply";

/** The object without its managedFields; `next` is not changed. */
export function withoutManaged(object: Tree): Tree {
  const metadata = object.metadata;
  if (!isTree(metadata) || metadata.managedFields === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** The owners of an entry list, none where it cannot be read. */
export function readOrNone(entries: unknown): Owners {
  try {
    return readManaged(entries);
  } catch {
    return new Map();
  }
}

/** The entries of an object. */
export function managedOf(object: Tree): unknown {
  return isTree(object.metadata) ? object.metadata.managedFields : undefined;
}

/** The owners that an update starts from: those it sends, or the live ones. */
function ownersFor(live: Tree, next: Tree, isSubresource: boolean): Owners {
  const sent = managedOf(next);
  if (isSubresource) return readOrNone(managedOf(live));
  if (Array.isArray(sent) && sent.length === 1 && isTree(sent[0]) && isReset(sent[0])) {
    return new Map();
  }
  const owners = readOrNone(sent);
  return owners.size > 0 ? owners : readOrNone(managedOf(live));
}

function isReset(entry: Tree): boolean {
  return Object.values(entry).every((value) =>
    value === "" || value === null || value === undefined
  );
}

/** Puts managedFields on `next` as after a create, update or patch of `live` (empty at a create). */
export function trackUpdate(
  typing: Typing,
  live: Tree | undefined,
  next: Tree,
  writer: Writer,
): void {
  const owners = ownersFor(live ?? {}, next, writer.subresource !== "");
  const before = withoutManaged(live ?? emptyOf(typing));
  const after = withoutManaged(next);
  if (live !== undefined && owners.size === 0) return setManaged(next, owners);
  setManaged(next, tracked(typing, before, after, owners, writer));
}

function emptyOf(typing: Typing): Tree {
  return { ...zeroStruct(typing.node), apiVersion: typing.apiVersion };
}

function tracked(
  typing: Typing,
  before: Tree,
  after: Tree,
  owners: Owners,
  writer: Writer,
): Owners {
  const self = {
    manager: writer.manager,
    operation: "Update" as const,
    apiVersion: typing.apiVersion,
    subresource: writer.subresource,
  };
  const id = identityOf(self);
  if (typeProblems(typing.node, after, true).length > 0) return owners;
  const next = updateOwners(typing, before, after, owners, "\0current", self);
  const current = next.get("\0current");
  next.delete("\0current");
  if (current !== undefined) {
    const previous = next.get(id);
    const set = previous === undefined ? current.set : union(current.set, previous.set);
    const kept = difference(set, unowned);
    if (!isEmptySet(kept)) {
      next.set(id, { ...self, set: kept, ...(writer.now === "" ? {} : { time: writer.now }) });
    }
  }
  return capped(next);
}

function setManaged(object: Tree, owners: Owners): void {
  const metadata = isTree(object.metadata) ? object.metadata : (object.metadata = {}) as Tree;
  if (owners.size === 0) delete metadata.managedFields;
  else metadata.managedFields = writeManaged(owners);
}

/**
 * The object after a server-side apply of `config`, with its managedFields. Throws ApiError: 409
 * where others own a field, 400 or 500 where the configuration cannot be applied.
 */
export function applyConfiguration(
  typing: Typing,
  live: Tree | undefined,
  config: Tree,
  writer: Writer,
  force: boolean,
  kind: string,
): Tree {
  const [group, version] = splitVersion(config.apiVersion);
  if (config.apiVersion !== typing.apiVersion || config.kind !== kind) {
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${textAt(config, "kind")}`);
  }
  if (isTree(config.metadata) && config.metadata.managedFields !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  const base = live ?? emptyOf(typing);
  let owners = readOrNone(managedOf(base));
  const current = withoutManaged(base);
  if (owners.size === 0 && live !== undefined) {
    const first = { ...writer, manager: beforeFirstApply };
    owners = tracked(typing, emptyOf(typing), current, owners, first);
  }
  const self = {
    manager: writer.manager,
    operation: "Apply" as const,
    apiVersion: typing.apiVersion,
    subresource: writer.subresource,
  };
  const last = owners.get(identityOf(self))?.set;
  // What has the form of the last one fits its type as that did.
  if (last === undefined || !isOfForm(last, typing.node, typing.ignored, config)) {
    checkTyped(typing, config, kind);
  }
  const result = applyAs(typing, current, config, owners, self, force);
  return finish(typing, result, current, owners, identityOf(self), writer, config);
}

function applyAs(
  typing: Typing,
  live: Tree,
  config: Tree,
  owners: Owners,
  self: Omit<Owner, "set" | "time">,
  force: boolean,
) {
  const id = identityOf(self);
  try {
    return applyObject(typing, live, config, owners, id, self, force);
  } catch (error) {
    if (!(error instanceof ApplyConflict)) throw internal(messageOf(error));
    const allowed = self.manager === "kubectl"
      ? allowedByLastApplied(typing.node, live)
      : undefined;
    const all = error.conflicts.map(({ set }) => set).reduce(union);
    if (allowed !== undefined && isEmptySet(difference(all, allowed))) {
      return applyObject(typing, live, config, owners, id, self, true);
    }
    throw conflictError(error);
  }
}

function finish(
  typing: Typing,
  result: { object: Tree | undefined; owners: Owners },
  live: Tree,
  before: Owners,
  id: string,
  writer: Writer,
  config: Tree,
): Tree {
  const object = result.object ?? { ...live };
  const owners: Owners = new Map();
  for (const [key, owner] of result.owners) {
    const known = before.get(key)?.set === owner.set;
    const set = known ? owner.set : difference(owner.set, unowned);
    if (!known && isEmptySet(set)) continue;
    if (key === id && !known) remember(set, typing.node, typing.ignored, config);
    const time = key === id && result.object !== undefined
      ? writer.now
      : before.get(key)?.time ?? owner.time;
    const { time: _, ...timeless } = owner;
    owners.set(key, { ...timeless, set, ...(time === undefined || time === "" ? {} : { time }) });
  }
  const copy = { ...object, metadata: { ...(isTree(object.metadata) ? object.metadata : {}) } };
  if (writer.manager === "kubectl") refreshLastApplied(live, copy, config);
  setManaged(copy, owners);
  return copy;
}

function splitVersion(apiVersion: unknown): [string, string] {
  const text = typeof apiVersion === "string" ? apiVersion : "";
  const at = text.indexOf("/");
  return at < 0 ? ["", text] : [text.slice(0, at), text.slice(at + 1)];
}

function checkTyped(typing: Typing, config: Tree, kind: string): void {
  const problems = typeProblems(typing.node, config);
  if (problems.length === 0) return;
  const [group, version] = splitVersion(typing.apiVersion);
  const name = `${textAt(config, "metadata", "namespace")}/${textAt(config, "metadata", "name")}`;
  const text = problems.length === 1
    ? problems[0]
    : `errors:\n${problems.map((p) => `  ${p}`).join("\n")}`;
  throw internal(
    `failed to create typed patch object (${name}; ${group}/${version}, Kind=${kind}): ${text}`,
  );
}
