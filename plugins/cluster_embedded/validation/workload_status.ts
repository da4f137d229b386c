import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { type Tree, treeAt } from "../json/tree.ts";
import { nonNegative } from "./checks.ts";

interface StatusRules {
  readonly counts: readonly string[];
  /** Pairs: the first may not be greater than the second, by the name that the message has. */
  readonly limits: readonly (readonly [string, string, string])[];
}

const inAll = (...fields: readonly string[]): StatusRules["limits"] =>
  fields.map((field) => [field, "replicas", "status.replicas"]);

const rules: Readonly<Record<string, StatusRules>> = {
  "apps/statefulsets": {
    counts: [
      ...["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
      ...["observedGeneration", "collisionCount"],
    ],
    limits: [
      ...inAll("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
      ["availableReplicas", "readyReplicas", "status.readyReplicas"],
    ],
  },
  "apps/replicasets": {
    counts: [
      ...["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
      ...["observedGeneration", "terminatingReplicas"],
    ],
    limits: [
      ...inAll("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
      ["availableReplicas", "readyReplicas", "readyReplicas"],
    ],
  },
  "apps/daemonsets": {
    counts: [
      ...["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"],
      ...["observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable"],
      "collisionCount",
    ],
    limits: [],
  },
};

/** What is wrong with the status of a workload. */
export function workloadStatus(bucket: string, object: Tree): FieldError[] {
  const status = treeAt(object, "status"), { counts, limits } = rules[bucket]!;
  const count = (field: string) => Number(status[field] ?? 0);
  return [
    ...counts.flatMap((field) => nonNegative(status[field], `status.${field}`)),
    ...limits.flatMap(([field, limit, shown]) =>
      count(field) <= count(limit)
        ? []
        : [invalidValue(`status.${field}`, count(field), `cannot be greater than ${shown}`)]
    ),
  ];
}
