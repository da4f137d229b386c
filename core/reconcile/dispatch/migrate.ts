/** Frees Alerts of what an older version left on them. */
import { type KubeObject, refOf } from "../../contract/mod.ts";
import type { Loops } from "../context.ts";
import { recordOn } from "../events.ts";
import { managerOf } from "../kinds.ts";

/** Takes the finalizer of providers from an Alert, which needs none: nobody else would, and the Alert could never go. */
export async function releaseAlert({ kernel, kinds }: Loops, alert: KubeObject): Promise<void> {
  const ours = kinds.controlled.find(({ role }) => role === "provider");
  const { finalizers = [], resourceVersion } = alert.metadata;
  const finalizer = ours?.profile.finalizer;
  if (!ours || finalizer === undefined || !finalizers.includes(finalizer)) return;
  const left = finalizers.filter((one) => one !== finalizer);
  const patch = { metadata: { finalizers: left.length > 0 ? left : null } };
  const manager = managerOf(ours);
  await kernel.cluster.patch(refOf(alert), patch, {
    manager,
    ...(resourceVersion && { resourceVersion }),
  });
  const message = "removed finalizer from Alert to migrate to static Alert";
  recordOn(kernel, alert, { type: "Normal", reason: "Migration", message });
}
