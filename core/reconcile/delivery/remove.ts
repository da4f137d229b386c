/** The end of a delivery: its applier takes back what it applied, and only then the object may go. */
import { type ObjectRef, refOf, transient } from "../../contract/mod.ts";
import { type Ended, quietly } from "../conclude.ts";
import type { Work } from "../context.ts";
import { noInputs } from "../inputs.ts";
import { defined } from "../json.ts";
import { sayRef } from "../kinds.ts";
import type { Pass } from "../pass.ts";
import { suspended, textOf } from "../profile.ts";
import { begin, type Delivery } from "./delivery.ts";
import { identityOf } from "./identity.ts";
import { hold } from "./loop.ts";
import { prepare } from "./prepare.ts";
import { advance, begins } from "./rounds.ts";

/** Goes on with a deletion, or begins it; what is suspended leaves all behind. A failure keeps the finalizer, and is tried again. */
export async function remove(work: Work): Promise<Ended | void> {
  if (suspended(work.pass.object, work.pass.kind.profile)) return;
  const held = work.loops.deliveries.take(refOf(work.pass.object));
  const delivery = held?.purpose === "delete"
    ? held
    : begin(work, { purpose: "delete", inputs: noInputs });
  const { pass } = work;
  pass.about = aboutLast(pass);
  const gone = await accountIsGone(work, delivery) && await begins(work, delivery);
  if (gone) return leaveBehind(work, delivery.inventory.refs);
  if (delivery.inventory.refs.length > 0) delivery.identity = await identityOf(work);
  const advanced = await advance(work, delivery);
  if ("waitsFor" in advanced) return hold(work, delivery, advanced.waitsFor);
  const { failure } = advanced.done;
  if (failure) {
    pass.keepConditions();
    if (pass.isReady) pass.set("/observedGeneration", pass.generation);
    throw quietly(transient(failure.reason, failure.message));
  }
  if (pass.kind.profile.prepares === true) await prepare(work);
}

/** What events of a deletion carry: the revision that is taken back. */
function aboutLast(pass: Pass): Record<string, string> {
  const text = (pointer: string) => textOf(pass.object, `/status/${pointer}`);
  const revision = text("lastAppliedRevision"), originRevision = text("lastAppliedOriginRevision");
  return defined({ revision, originRevision });
}

/** Whether the service account, whose rights all of this would use, does not exist any more. */
async function accountIsGone({ loops }: Work, { identity, inventory }: Delivery): Promise<boolean> {
  if (identity.user === undefined || inventory.refs.length === 0) return false;
  const [, , namespace, name] = identity.user.split(":");
  const ref = { apiVersion: "v1", kind: "ServiceAccount", namespace: namespace!, name: name! };
  return await loops.kernel.cluster.get(ref) === undefined;
}

function leaveBehind({ pass }: Work, refs: readonly ObjectRef[]): void {
  const message = ["unable to prune objects: ", ...refs.map(sayRef)].join("\n");
  const reason = pass.conditions.find(({ type }) => type === "Ready")?.reason ?? "error";
  pass.event({ type: "Warning", severity: "error", reason, message });
}
