import type { ItemResult, KubeObject, ObjectRef, Step, StepOf } from "contract";
import { isAbsent } from "./api_error.ts";
import { refOf } from "./paths.ts";
import { mergePatch } from "./status.ts";
import { callOptions, defined, type StepContext, writeOptions } from "./step_context.ts";

/** Server-side apply. What it was before is read first, as the answer does not tell whether anything changed. */
export async function apply(
  object: KubeObject,
  step: StepOf<"apply">,
  context: StepContext,
): Promise<ItemResult> {
  const { client, limiter, mutate } = context;
  const ref = refOf(object);
  const dryRun = step.dryRun === true;
  const find = { ...callOptions(step, context), metadataOnly: !dryRun };
  const before = await limiter(() => client.find(ref, find));
  const options = { ...writeOptions(step, context), force: step.force ?? false };
  // In the body of an apply these two are preconditions.
  const metadata = { ...object.metadata, ...step.precondition };
  const live = await mutate("apply", ref, () => client.apply({ ...object, metadata }, options));
  return { status: outcome(before, live, dryRun), live: metadataOf(live) };
}

export async function create(
  object: KubeObject,
  step: StepOf<"create">,
  context: StepContext,
): Promise<ItemResult> {
  const options = writeOptions(step, context);
  const live = await context.mutate(
    "create",
    refOf(object),
    () => context.client.create(object, options),
  );
  return { status: "created", live: metadataOf(live) };
}

/** PUT: `update` writes over the version that the object carries, if it carries one, `replace` over whatever is live. */
export async function put(
  object: KubeObject,
  step: StepOf<"update"> | StepOf<"replace">,
  context: StepContext,
): Promise<ItemResult> {
  const { client, limiter, mutate } = context;
  const ref = refOf(object);
  const own = step.do === "update" ? object.metadata.resourceVersion : undefined;
  const find = { ...callOptions(step, context), metadataOnly: true };
  const resourceVersion = step.precondition?.resourceVersion ?? own ??
    (await limiter(() => client.get(ref, find))).metadata.resourceVersion;
  const metadata = { ...object.metadata, ...defined({ resourceVersion }) };
  const options = writeOptions(step, context);
  const live = await mutate(step.do, ref, () => client.update({ ...object, metadata }, options));
  const same = live.metadata.resourceVersion === resourceVersion;
  return { status: same ? "unchanged" : "configured", live: metadataOf(live) };
}

export async function patch(
  ref: ObjectRef,
  step: StepOf<"patch">,
  context: StepContext,
): Promise<ItemResult> {
  const { type, body } = step;
  const options = writeOptions(step, context);
  const write = () => context.client.patch(ref, { type, body }, options);
  return { status: "configured", live: metadataOf(await context.mutate("patch", ref, write)) };
}

export async function remove(
  ref: ObjectRef,
  step: StepOf<"delete">,
  context: StepContext,
): Promise<ItemResult> {
  const { dryRun, precondition, propagation } = step;
  const options = {
    ...callOptions(step, context),
    ...defined({ dryRun, precondition, propagation }),
  };
  const gone = await tolerant(step, async () => {
    await context.mutate("delete", ref, () => context.client.delete(ref, options));
    return true;
  });
  return { status: gone ? "deleted" : "missing" };
}

/** Undefined in place of an absent object or kind, where the step says so. */
export async function tolerant<T>(
  { ignoreNotFound }: Pick<Step, "ignoreNotFound">,
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (ignoreNotFound === true && isAbsent(error)) return undefined;
    throw error;
  }
}

function outcome(
  before: KubeObject | undefined,
  after: KubeObject,
  dryRun: boolean,
): "created" | "configured" | "unchanged" {
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

function metadataOf({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata };
}
