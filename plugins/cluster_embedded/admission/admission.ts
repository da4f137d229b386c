import type { Admission, Api } from "../api.ts";
import type { Tree } from "../json/tree.ts";
import { Reinvocation } from "./reinvocation.ts";
import { checkPolicies, policyBindings } from "./policies.ts";
import { mutateByPolicies, mutatingBindings } from "./mutations.ts";
import { askMutating, askValidating, mutatingBucket, validatingBucket } from "./webhooks.ts";

/** Kinds that admission never judges, so that it cannot lock itself out. */
const exempt = "admissionregistration.k8s.io";

const configuring = [mutatingBucket, validatingBucket, policyBindings, mutatingBindings];

/** Admission of a server: webhooks and policies that its own objects configure. */
export function openAdmission(api: () => Api): Admission {
  const any = (bucket: string) => api().store.bucket(bucket).objects.size > 0;
  return {
    active: () => configuring.some(any),
    async mutate(request, warnings): Promise<Tree | undefined> {
      if (request.resource.group === exempt) return undefined;
      const policies = new Reinvocation(), webhooks = new Reinvocation();
      let object = request.object;
      const pass = async (isFirst: boolean) => {
        const here = () => ({ ...request, ...(object === undefined ? {} : { object }) });
        const byPolicies = mutateByPolicies(api(), here(), { state: policies, isFirst });
        if (byPolicies !== undefined) webhooks.changed();
        object = byPolicies ?? object;
        const byWebhooks = await askMutating(api(), here(), warnings, { state: webhooks, isFirst });
        if (byWebhooks !== undefined) policies.changed();
        object = byWebhooks ?? object;
      };
      await pass(true);
      if (policies.isNeeded || webhooks.isNeeded) await pass(false);
      return object === request.object ? undefined : object;
    },
    async validate(request, warnings): Promise<void> {
      if (request.resource.group === exempt) return;
      await checkPolicies(api(), request, warnings);
      await askValidating(api(), request, warnings);
    },
  };
}
