import type { Admission, Api } from "../api.ts";
import type { Tree } from "../json/tree.ts";
import { checkPolicies, policyBindings } from "./policies.ts";
import { askMutating, askValidating, mutatingBucket, validatingBucket } from "./webhooks.ts";

/** Kinds that admission never judges, so that it cannot lock itself out. */
const exempt = "admissionregistration.k8s.io";

/** Admission of a server: webhooks and policies that its own objects configure. */
export function openAdmission(api: () => Api): Admission {
  const any = (bucket: string) => api().store.bucket(bucket).objects.size > 0;
  return {
    active: () => any(mutatingBucket) || any(validatingBucket) || any(policyBindings),
    mutate(request, warnings): Promise<Tree | undefined> {
      if (request.resource.group === exempt) return Promise.resolve(undefined);
      return askMutating(api(), request, warnings);
    },
    async validate(request, warnings): Promise<void> {
      if (request.resource.group === exempt) return;
      await checkPolicies(api(), request, warnings);
      await askValidating(api(), request, warnings);
    },
  };
}
