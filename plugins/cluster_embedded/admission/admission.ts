import type { Admission, Api } from "../api.ts";
import type { Tree } from "../json/tree.ts";
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
      const object = mutateByPolicies(api(), request);
      const current = object === undefined ? request : { ...request, object };
      return await askMutating(api(), current, warnings) ?? object;
    },
    async validate(request, warnings): Promise<void> {
      if (request.resource.group === exempt) return;
      await checkPolicies(api(), request, warnings);
      await askValidating(api(), request, warnings);
    },
  };
}
