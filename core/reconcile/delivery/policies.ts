/** Policies judge what is about to be sent, whoever wrote it. */
import { defined } from "../json.ts";
import { type KubeObject, refOf, type Step, transient } from "../../contract/mod.ts";
import { ask, named } from "../call.ts";
import type { Work } from "../context.ts";
import type { Delivery } from "./delivery.ts";
import { isMutation } from "./steps.ts";

interface Sent {
  readonly verb: string;
  readonly object: KubeObject;
}

/** Throws `PolicyDenied`, before anything of the group is sent, where one policy denies one object; tells of warnings. */
export async function judge(work: Work, delivery: Delivery, group: readonly Step[]): Promise<void> {
  const { policies = [] } = delivery.pipeline;
  if (policies.length === 0) return;
  const all = group.filter(isMutation).flatMap((step) => sent(delivery, step));
  const own = await Promise.all(all.map((one) => isRecord(work, one)));
  const batch = all.filter((_, i) => !own[i]);
  if (batch.length === 0) return;
  for (const id of policies) {
    const installed = named(work.loops.kernel, id);
    const { inputs } = delivery;
    const { verdicts } = await ask(work, installed, ["policy", "judge"], { batch }, { inputs });
    for (const { message } of verdicts.filter(({ verdict }) => verdict === "warn")) {
      work.pass.event({ type: "Warning", severity: "info", reason: "PolicyWarning", message });
    }
    const denied = verdicts.filter(({ verdict }) => verdict === "deny");
    if (denied.length === 0) continue;
    throw transient("PolicyDenied", denied.map(({ message }) => message).join("; "));
  }
}

function sent({ set }: Delivery, step: Step): readonly Sent[] {
  const verb = step.do;
  if ("targets" in step) {
    return step.targets.map((target) => ({
      verb,
      object: typeof target === "number" ? set[target]! : target,
    }));
  }
  if (step.do === "delete") return step.refs.map((ref) => ({ verb, object: bare(ref) }));
  if (step.do === "patch") return [{ verb, object: { ...bare(step.ref), patch: step.body } }];
  return [];
}

function bare(
  { apiVersion, kind, name, namespace }: Extract<Step, { do: "patch" }>["ref"],
): KubeObject {
  return { apiVersion, kind, metadata: { name, ...defined({ namespace }) } };
}

/** An applier's own record, as its profile names it by type, holds what was judged when it was sent. */
async function isRecord({ pass, loops }: Work, { verb, object }: Sent): Promise<boolean> {
  const { records } = pass.kind.profile;
  if (records === undefined || object.apiVersion !== "v1" || object.kind !== "Secret") return false;
  if (verb !== "delete") return object["type"] === records;
  return (await loops.kernel.cluster.get(refOf(object)))?.["type"] === records;
}
