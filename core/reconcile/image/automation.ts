/** The automation loop: checks out a repository, has its files edited, and pushes what changed. */
import { rfc3339 } from "../time.ts";
import {
  at,
  type KubeObject,
  type Pushed,
  refOf,
  terminal,
  transient,
} from "../../contract/mod.ts";
import { ask, call, served, subject } from "../call.ts";
import { type Ended, ready } from "../conclude.ts";
import type { Work } from "../context.ts";
import { fetchInputs, type Inputs } from "../inputs.ts";
import type { Loop } from "../run_object.ts";

/** How often others may be faster before the run fails. */
const maxConflicts = 3;

export const automationLoop: Loop = {
  reconcile,
  remove: ({ loops, pass }) => loops.kernel.store.remove(refOf(pass.object)),
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
  const edited = await ask(work, editor, ["editor", "edit"], {}, { inputs, packs });
  const { report: _report, ...change } = edited;
  if (change.changes.length === 0) return { nothing: true };
  return await ask(work, source, ["source", "push"], { base: revision, ...change }, lent);
}

function refAndPaths(object: KubeObject) {
  const ref = at(object, "/spec/git/checkout/ref") as Readonly<Record<string, string>> | undefined;
  const path = at(object, "/spec/update/path");
  return { ...(ref && { ref }), ...(path ? { paths: [String(path)] } : {}) };
}

function ended({ pass }: Work, pushed: Exclude<Pushed, { conflict: string }>): Ended {
  if ("pushed" in pushed) {
    const { revision, branch } = pushed.pushed;
    pass.set("/lastPushCommit", revision);
    pass.set("/lastPushTime", rfc3339(pass.kernel.clock));
    const message = `pushed commit '${revision.slice(0, 7)}' to branch '${branch}'`;
    pass.event({ type: "Normal", severity: "info", reason: "Succeeded", message });
  }
  return ready(pass, "repository up-to-date");
}
