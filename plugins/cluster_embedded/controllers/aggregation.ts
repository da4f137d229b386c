import type { Api } from "../api.ts";
import { equal, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { labelSelectorOf } from "../store/selector.ts";
import { rbacGroup } from "../auth/rbac.ts";
import { update } from "./objects.ts";
import type { Controller } from "./runner.ts";

const bucket = `${rbacGroup}/clusterroles`;

/** Fills aggregated ClusterRoles with the rules of those that they select. */
export const aggregationController: Controller = {
  buckets: [bucket],
  reconcile(api) {
    for (const [key, role] of [...api.store.bucket(bucket).objects]) {
      if (treeAt(role, "aggregationRule").clusterRoleSelectors !== undefined) {
        aggregate(api, key, role);
      }
    }
  },
};

function aggregate(api: Api, key: string, role: Tree): void {
  const rules: Tree[] = [];
  for (const selector of treesAt(role, "aggregationRule", "clusterRoleSelectors")) {
    const matches = labelSelectorOf(selector);
    const names = [...api.store.bucket(bucket).keys()];
    for (const name of names) {
      const other = api.store.bucket(bucket).objects.get(name)!;
      if (
        name === textAt(role, "metadata", "name") || !matches(treeAt(other, "metadata", "labels"))
      ) continue;
      for (const rule of treesAt(other, "rules")) {
        if (!rules.some((known) => equal(known, rule))) rules.push(rule);
      }
    }
  }
  update(api, bucket, key, { rules: rules.length === 0 ? null : rules });
}
