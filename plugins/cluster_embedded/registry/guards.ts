import type { Api, Guard } from "../api.ts";
import { checkEscalation } from "../auth/escalation.ts";
import { rbacGroup } from "../auth/rbac.ts";
import { podClassesGuard } from "./pod_classes.ts";
import { serviceGuard } from "./service_addresses.ts";

/** Adds the checks of writes that need other objects. */
export function addGuards(api: Api): void {
  api.guards.push(serviceGuard(api), podClassesGuard(api));
  for (const plural of ["roles", "clusterroles", "rolebindings", "clusterrolebindings"]) {
    api.guards.push(escalationGuard(api, plural));
  }
}

function escalationGuard(api: Api, plural: string): Guard {
  return {
    bucket: `${rbacGroup}/${plural}`,
    prepare(object, old, { user }) {
      checkEscalation(api, user, object, old, plural);
      return [];
    },
  };
}
