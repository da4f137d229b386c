/** The automation loop: checks out a repository, has its files edited, and pushes what changed. */
import { rfc3339 } from "../time.ts";
import {
  type Data,
  type Edited,
  type KubeObject,
  type Pushed,
  refOf,
  terminal,
  transient,
} from "../../contract/mod.ts";
import { call, served, subject } from "../call.ts";
import type { Ended } from "../conclude.ts";
import type { Work } from "../context.ts";
import { fetchInputs, type Inputs } from "../inputs.ts";
import { durationOf } from "../profile.ts";
import type { Loop } from "../run_object.ts";

/** How often others may be faster before the run fails. */
const maxConflicts = 3;

export const automationLoop: Loop = {
  reconcile,
  remove: async (work) => {
    await work.loops.kernel.store.remove(refOf(work.pass.object));
    return { kind: "released" };
  },
};

async function reconcile(work: Work): Promise<Ended> {
  const { pass } = work;
  const inputs = await fetchInputs(work);
  const target = sourceOf(work, inputs);
  for (let conflicts = 0;; conflicts++) {
    pass.progress("checking out, editing and pushing");
    const pushed = await once(work, inputs, target);
    if (!("conflict" in pushed)) return ended(work, pushed);
    if (conflicts >= maxConflicts) throw transient("GitOperationFailed", pushed.conflict);
  }
}

/** The input whose kind is a source: what is checked out and pushed to. */
function sourceOf({ loops }: Work, { objects }: Inputs): KubeObject {
  const found = Object.values(objects).flat().find((one) => loops.kinds.of(one)?.role === "source");
  if (found) return found;
  throw terminal("InvalidSourceRef", "the object refers to no source that can be pushed to");
}

async function once(work: Work, inputs: Inputs, target: KubeObject): Promise<Pushed> {
  const { pass, loops } = work;
  const { store } = loops.kernel;
  const source = served(loops.kernel, "source", target);
  const editor = served(loops.kernel, pass.kind.asks, pass.object);
  const about = { ...subject(source, target), ...refAndPaths(pass.object) };
  const lent = { object: target };
  await using checkout = await call(work, source, ["source", "checkout"], about, lent);
  const { contents, revision } = checkout.answer;
  const owner = refOf(pass.object);
  const raw = { ...contents, ignore: { files: false, defaults: false } };
  const tree = await store.put({ owner, contents: raw, root: checkout.scratch, revision });
  const packs = { checkout: await store.pack(tree, pass.signal) };
  const request = subject(editor, pass.object, inputs);
  await using edited = await call(work, editor, ["editor", "edit"], request, { inputs, packs });
  if (edited.answer.changes.length === 0) return { nothing: true };
  return await push(work, { target, base: revision, edited: edited.answer });
}

async function push(
  work: Work,
  { target, base, edited }: {
    readonly target: KubeObject;
    readonly base: string;
    readonly edited: Edited;
  },
): Promise<Pushed> {
  const source = served(work.loops.kernel, "source", target);
  const { report: _report, ...change } = edited;
  const request = { ...subject(source, target), base, ...change };
  const lent = { object: target };
  await using answered = await call(work, source, ["source", "push"], request, lent);
  return answered.answer;
}

function refAndPaths(object: KubeObject) {
  const { git, update } = (object["spec"] ?? {}) as Data & {
    readonly git?: { readonly checkout?: { readonly ref?: Readonly<Record<string, string>> } };
    readonly update?: { readonly path?: string };
  };
  const ref = git?.checkout?.ref;
  return { ...(ref && { ref }), ...(update?.path && { paths: [update.path] }) };
}

function ended({ pass }: Work, pushed: Exclude<Pushed, { conflict: string }>): Ended {
  const againInMs = durationOf(pass.object, pass.kind.profile.interval);
  if ("pushed" in pushed) {
    const { revision, branch } = pushed.pushed;
    const at = rfc3339(pass.kernel.clock);
    pass.set("/lastPushCommit", revision);
    pass.set("/lastPushTime", at);
    const message = `pushed commit '${revision.slice(0, 7)}' to branch '${branch}'`;
    pass.event({ type: "Normal", severity: "info", reason: "Succeeded", message });
  }
  return { kind: "ready", reason: "Succeeded", message: "repository up-to-date", againInMs };
}
