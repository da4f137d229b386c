/** What must exist before a delivery's inputs can be fetched, where its profile `prepares`. */
import { at, type ObjectRef, refOf, terminal } from "../../contract/mod.ts";
import { ask, named } from "../call.ts";
import type { Work } from "../context.ts";
import { contains } from "../../kube/mod.ts";
import { controllerOf, idOf, nameOf } from "../kinds.ts";

type Further = readonly { readonly as: string; readonly ref: ObjectRef }[];

/**
 * Applies the children that the applier names, deletes its former ones, and answers the inputs that they bring. Children are
 * objects that a loop takes care of, in the kernel's own name: nothing else may be made this way.
 */
export async function prepare(work: Work): Promise<Further> {
  const { pass, loops } = work;
  const { prepares = false } = pass.kind.profile;
  const isDue = typeof prepares === "boolean"
    ? prepares
    : prepares.some((pointer) => at(pass.object, pointer) !== undefined);
  if (!isDue) return [];
  const { cluster, settings } = loops.kernel;
  const installed = named(loops.kernel, settings.pipelines[idOf(pass.kind)]!.apply);
  const prepared = await ask(work, installed, ["applier", "prepare"], {});
  const { children, inputs, former = [] } = prepared;
  for (const ref of [...children.map(refOf), ...former]) {
    if (loops.kinds.of(ref)?.role === "source") continue;
    throw terminal("ContractViolation", `a child may be a source only, and ${ref.kind} is none`);
  }
  const manager = controllerOf(pass.kind);
  for (const child of children) {
    const live = cluster.peek(refOf(child));
    if (!live || !contains(live, child)) await cluster.apply(child, { manager });
  }
  const kept = new Set(children.map((child) => nameOf(refOf(child))));
  for (const ref of former) if (!kept.has(nameOf(ref))) await cluster.delete(ref);
  return inputs;
}
