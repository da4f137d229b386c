/** An apply of everything or nothing: nothing is written unless all of it would be taken, and only what differs is. */
import {
  type Checked,
  type ItemResult,
  type KubeObject,
  type ObjectRef,
  refOf,
  type StepOf,
  type StepResult,
} from "contract";
import { adoption } from "./adopt.ts";
import { ApiError } from "./api_error.ts";
import { holdsAll, isAsWanted } from "./as_wanted.ts";
import { ignoredPaths, withIgnored, without } from "./ignore_rules.ts";
import { marked } from "./marks.ts";
import { mergePatch } from "./merge_patch.ts";
import { callOptions, type StepContext } from "./step_context.ts";

type Step = StepOf<"apply"> & { readonly checked: Checked };
type Phase = NonNullable<NonNullable<ItemResult["error"]>["phase"]>;

/** One object on its way. */
interface Item {
  readonly ref: ObjectRef;
  object: KubeObject;
  live: KubeObject | undefined;
  /** Not looked at: it is likely not there, and its trial will tell. */
  readonly isUnseen?: boolean;
  /** As it would be, where that had to be asked. */
  tried?: KubeObject;
  result?: ItemResult;
  adopt: ReturnType<typeof adoption>;
}

const goneMs = 60_000, pollMs = 200;

/** Carries out an apply step with `checked`. `failed` makes the result of an error. */
export async function applyChecked(
  step: Step,
  context: StepContext,
  failed: (error: unknown, phase?: Phase) => ItemResult,
): Promise<StepResult> {
  const objects = step.targets.map(context.object);
  const items = await Promise.all(
    objects.map((object, i): Item | Promise<Item> => {
      const isUnseen = i > 0 && context.isNew?.(refOf(object)) === true;
      if (isUnseen) return { ...itemOf(object, undefined, step, context), isUnseen };
      return context.limited(() => look(object, step, context));
    }),
  );
  const differing = items.filter(({ result }) => result === undefined);
  // The first write is its own trial: nothing stands yet when it is refused.
  const first = differing.find((item) => isCertain(item, step));
  await Promise.all(
    differing.filter((item) => item !== first).map((item) =>
      context.limited(() => tryOut(item, step, context))
        .catch((error) => void (item.result = failed(error)))
    ),
  );
  const writing = items.filter(({ result }) => result === undefined);
  if (!items.some(isFailed) && writing.length > 0) {
    await context.intend?.(writing.map(({ ref }) => ref));
    await writeAll(writing, step, context, (item, error) => {
      const untouched = item === first && item === writing[0];
      item.result = failed(error, untouched ? undefined : "apply");
    });
  }
  const results = items.map(({ result }): ItemResult => result ?? { status: "notTried" });
  return { status: items.some(isFailed) ? "failed" : "done", items: results };
}

function isFailed({ result }: Item): boolean {
  return result?.status === "failed";
}

async function look(object: KubeObject, step: Step, context: StepContext): Promise<Item> {
  // Who may not read may still be told by the trial what is wrong.
  const given = callOptions(step, context);
  const live = await context.client.find(refOf(object), given).catch(() => undefined);
  return itemOf(object, live, step, context);
}

/** An object beside what stands in its place, with its result where nothing is to be written. */
function itemOf(
  object: KubeObject,
  live: KubeObject | undefined,
  { checked }: Step,
  context: StepContext,
): Item {
  const { fieldManager: manager } = context;
  const adopt = live && checked.adopt ? adoption(live, object, checked.adopt, manager) : [];
  const item: Item = { ref: refOf(object), object, live, adopt };
  const isLeft = marked(checked.skip, object, live) || (live && marked(checked.ifAbsent, object));
  if (isLeft) item.result = result("skipped", live ?? object);
  else if (live && adopt.length === 0 && isAsWanted(live, object, manager)) {
    item.result = unchanged(live, context);
  }
  return item;
}

/** Whether a write is due whatever a trial says, and no trial is needed to know what to write. */
function isCertain({ object, live, adopt, isUnseen }: Item, { checked }: Step): boolean {
  if (live === undefined) return isUnseen !== true;
  return adopt.length === 0 && !mayRecreate(object, live, checked) &&
    (checked.ignore ?? []).length === 0 && !holdsAll(live, object);
}

function mayRecreate(object: KubeObject, live: KubeObject | undefined, { recreate }: Checked) {
  return live !== undefined && (recreate === true || marked(recreate, object, live));
}

/** Dry-runs one object, and finds out whether there is anything to write. */
async function tryOut(item: Item, step: Step, context: StepContext): Promise<void> {
  if (item.isUnseen && (await isAbsent(item, step, context) || item.result)) return;
  const { object, live } = item;
  const dryRun = () => context.client.apply(object, { ...options(step, context), dryRun: true });
  try {
    item.tried = await dryRun();
  } catch (error) {
    if (!mayRecreate(object, live, step.checked) || !isRefusal(error)) throw error;
    await context.intend?.([item.ref]);
    await deleteFirst(item, step, context);
    item.tried = await dryRun();
  }
  const { tried } = item;
  if (item.live === undefined) return;
  const paths = ignoredPaths(step.checked.ignore, tried);
  if (item.adopt.length === 0 && !differ(item.live, tried, paths)) {
    item.result = unchanged(item.live, context);
  } else if (paths.length > 0) {
    item.object = withIgnored(object, item.live, paths, context.fieldManager);
  }
}

/** Tries out what nobody looked at. Where it is there after all, or the trial fails, it is looked at now. */
async function isAbsent(item: Item, step: Step, context: StepContext): Promise<boolean> {
  const given = { ...options(step, context), dryRun: true };
  const tried = await context.client.apply(item.object, given).catch(() => undefined);
  // Only what is stored has a version: the trial made a new object.
  if (tried && tried.metadata.resourceVersion === undefined) {
    item.tried = tried;
    return true;
  }
  Object.assign(item, await look(item.object, step, context));
  return false;
}

/** What only a new object can become. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && ([409, 422].includes(error.status) ||
    /is immutable|immutable field/.test(error.message));
}

async function deleteFirst(item: Item, step: Step, context: StepContext): Promise<void> {
  const { client, mutate, signal } = context, { ref } = item;
  const given = callOptions(step, context);
  await mutate("delete", ref, () => client.delete(ref, { ...given, propagation: "Background" }));
  for (const end = performance.now() + goneMs; performance.now() < end;) {
    if (await client.find(ref, { ...given, metadataOnly: true }) === undefined) break;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  item.live = undefined;
  item.adopt = [];
}

/** Labels, annotations, and all that is neither metadata nor status. */
function differ(live: KubeObject, tried: KubeObject, ignored: readonly string[]): boolean {
  const shown = ({ metadata: { labels = {}, annotations = {} }, status: _, ...rest }: KubeObject) =>
    without({ ...rest, metadata: { labels, annotations } }, ignored);
  return mergePatch(shown(live), shown(tried)) !== undefined;
}

/** In order, but what is of one kind at the same time. After a failure nothing more begins. */
async function writeAll(
  items: readonly Item[],
  step: Step,
  context: StepContext,
  fail: (item: Item, error: unknown) => void,
): Promise<void> {
  const runs: Item[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    // A first write that fails must be alone: it stands in for its trial.
    if (last && runs.length > 1 && last[0]!.ref.kind === item.ref.kind) last.push(item);
    else runs.push([item]);
  }
  for (const run of runs) {
    const write = (item: Item) =>
      context.limited(() => writeOne(item, step, context)).catch((error) => fail(item, error));
    await Promise.all(run.map(write));
    if (run.some(isFailed)) return;
  }
}

async function writeOne(item: Item, step: Step, context: StepContext): Promise<void> {
  const { client, mutate } = context, { ref, object, live, adopt } = item;
  if (adopt.length > 0) {
    const patch = { type: "json", body: adopt } as const;
    await mutate("patch", ref, () => client.patch(ref, patch, options(step, context)));
  }
  const after = await mutate("apply", ref, () => client.apply(object, options(step, context)));
  const same = live?.metadata.resourceVersion === after.metadata.resourceVersion;
  context.seen?.(after);
  item.result = result(live === undefined ? "created" : same ? "unchanged" : "configured", after);
}

function options(step: Step, context: StepContext) {
  return { ...callOptions(step, context), fieldManager: context.fieldManager, force: true };
}

function unchanged(live: KubeObject, { seen }: StepContext): ItemResult {
  seen?.(live);
  return result("unchanged", live);
}

function result(
  status: ItemResult["status"],
  { apiVersion, kind, metadata }: KubeObject,
): ItemResult {
  return { status, live: { apiVersion, kind, metadata } };
}
