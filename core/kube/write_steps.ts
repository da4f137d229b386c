import { type ItemResult, type KubeObject, type ObjectRef, refOf, type StepOf } from "contract";
import { mergePatch } from "./merge_patch.ts";
import { callOptions, type StepContext } from "./step_context.ts";

type Writing = StepOf<"apply" | "create" | "update" | "replace" | "patch">;

/** Server-side apply. What it was before is read first, as the answer does not tell whether anything changed. */
export async function apply(
  object: KubeObject,
  step: StepOf<"apply">,
  context: StepContext,
): Promise<ItemResult> {
  const { client, mutate } = context;
  const ref = refOf(object), dryRun = step.dryRun === true;
  const before = await client.find(ref, { ...callOptions(step, context), metadataOnly: !dryRun });
  const options = { ...writeOptions(step, context), force: step.force ?? false };
  // In the body of an apply these two are preconditions.
  const metadata = { ...object.metadata, ...step.precondition };
  const live = await mutate("apply", ref, () => client.apply({ ...object, metadata }, options));
  return written(outcome(before, live, dryRun), live);
}

export async function create(
  object: KubeObject,
  step: StepOf<"create">,
  context: StepContext,
): Promise<ItemResult> {
  const write = () => context.client.create(object, writeOptions(step, context));
  return written("created", await context.mutate("create", refOf(object), write));
}

/** PUT: `update` writes over the version that the object carries, if it carries one, `replace` over whatever is live. */
export async function put(
  object: KubeObject,
  step: StepOf<"update"> | StepOf<"replace">,
  context: StepContext,
): Promise<ItemResult> {
  const { client, mutate } = context;
  const ref = refOf(object);
  const own = step.do === "update" ? object.metadata.resourceVersion : undefined;
  const find = { ...callOptions(step, context), metadataOnly: true };
  const resourceVersion = step.precondition?.resourceVersion ?? own ??
    (await client.get(ref, find)).metadata.resourceVersion;
  const metadata = { ...object.metadata, ...(resourceVersion && { resourceVersion }) };
  const options = writeOptions(step, context);
  const live = await mutate(step.do, ref, () => client.update({ ...object, metadata }, options));
  const same = live.metadata.resourceVersion === resourceVersion;
  return written(same ? "unchanged" : "configured", live);
}

export async function patch(
  ref: ObjectRef,
  step: StepOf<"patch">,
  context: StepContext,
): Promise<ItemResult> {
  const write = () => context.client.patch(ref, step, writeOptions(step, context));
  return written("configured", await context.mutate("patch", ref, write));
}

export async function remove(
  ref: ObjectRef,
  step: StepOf<"delete">,
  context: StepContext,
): Promise<void> {
  const { dryRun, precondition, propagation } = step;
  const options = { ...callOptions(step, context), dryRun, precondition, propagation };
  await context.mutate("delete", ref, () => context.client.delete(ref, options));
}

function writeOptions(step: Writing, context: StepContext) {
  const { dryRun, fieldManager = context.fieldManager } = step;
  return { ...callOptions(step, context), dryRun, fieldManager };
}

function outcome(before: KubeObject | undefined, after: KubeObject, dryRun: boolean) {
  if (before === undefined || before.metadata.uid !== after.metadata.uid) return "created";
  const same = dryRun
    ? mergePatch(comparable(before), comparable(after)) === undefined
    : before.metadata.resourceVersion === after.metadata.resourceVersion;
  return same ? "unchanged" : "configured";
}

/** A dry run answers with the live resource version, whatever it would change. */
function comparable(object: KubeObject) {
  const { managedFields: _, resourceVersion: __, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function written(
  status: ItemResult["status"],
  { apiVersion, kind, metadata }: KubeObject,
): ItemResult {
  return { status, live: { apiVersion, kind, metadata } };
}
