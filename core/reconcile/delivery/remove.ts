/** The end of a delivery: its applier takes back what it applied, and only then the object may go. */
import { type ObjectRef, refOf } from "../../contract/mod.ts";
import type { Ended } from "../conclude.ts";
import type { Work } from "../context.ts";
import { noInputs } from "../inputs.ts";
import { sayRef } from "../kinds.ts";
import { begin, type Delivery } from "./delivery.ts";
import { hold } from "./loop.ts";
import { prepare } from "./prepare.ts";
import { advance } from "./rounds.ts";

/** Goes on with a deletion, or begins it. A failure keeps the finalizer, and is tried again. */
export async function remove(work: Work): Promise<Ended | void> {
  const held = work.loops.deliveries.take(refOf(work.pass.object));
  const delivery = held?.purpose === "delete"
    ? held
    : begin(work, { purpose: "delete", inputs: noInputs });
  work.pass.progress("Deleting what was applied");
  if (await accountIsGone(work, delivery)) return leaveBehind(work, delivery.inventory.refs);
  const advanced = await advance(work, delivery);
  if ("waitsFor" in advanced) return hold(work, delivery, advanced.waitsFor);
  await prepare(work);
}

/** Whether the service account, whose rights all of this would use, does not exist any more. */
async function accountIsGone({ loops }: Work, { identity, inventory }: Delivery): Promise<boolean> {
  if (identity.user === undefined || inventory.refs.length === 0) return false;
  const [, , namespace, name] = identity.user.split(":");
  const ref = { apiVersion: "v1", kind: "ServiceAccount", namespace: namespace!, name: name! };
  return await loops.kernel.cluster.get(ref) === undefined;
}

function leaveBehind({ pass }: Work, refs: readonly ObjectRef[]): void {
  const why = "unable to prune objects, its service account does not exist; left behind:";
  const message = [why, ...refs.map(sayRef)].join("\n");
  pass.event({ type: "Warning", severity: "error", reason: "ReconciliationFailed", message });
}
