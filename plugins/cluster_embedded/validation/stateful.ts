import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { isTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { nonNegative, oneOf } from "./checks.ts";
import { isDns1123Label } from "../../lib/kubernetes_names/mod.ts";
import { claimErrors } from "./volume_sources.ts";

/** The fields that a StatefulSet has besides those of all workloads. */
export function statefulFields(spec: Tree, isNew: boolean): FieldError[] {
  const errors: FieldError[] = [], name = textAt(spec, "serviceName");
  const management = textAt(spec, "podManagementPolicy");
  if (management !== "OrderedReady" && management !== "Parallel") {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    errors.push(invalidValue("spec.podManagementPolicy", management, detail));
  }
  if (name !== "") {
    errors.push(...isDns1123Label(name).map((m) => invalidValue("spec.serviceName", name, m)));
  }
  const retention = treeAt(spec, "persistentVolumeClaimRetentionPolicy");
  for (const field of ["whenDeleted", "whenScaled"]) {
    const at = `spec.persistentVolumeClaimRetentionPolicy.${field}`;
    errors.push(...oneOf(retention[field], at, ["Retain", "Delete"]));
  }
  return [
    ...errors,
    ...strategyErrors(treeAt(spec, "updateStrategy")),
    ...nonNegative(treeAt(spec, "ordinals").start, "spec.ordinals.start"),
    ...(isNew ? treesAt(spec, "volumeClaimTemplates") : []).flatMap((claim, i) =>
      claimErrors(claim, `spec.volumeClaimTemplates[${i}]`)
    ),
  ];
}

function strategyErrors(strategy: Tree): FieldError[] {
  const { type, rollingUpdate } = strategy, at = "spec.updateStrategy";
  const rolling = isTree(rollingUpdate)
    ? {
      Partition: rollingUpdate.partition ?? null,
      MaxUnavailable: rollingUpdate.maxUnavailable ?? null,
    }
    : null;
  const wrong = (field: string, value: unknown, detail: string): FieldError => ({
    reason: "FieldValueInvalid",
    field,
    message: `Invalid value: ${JSON.stringify(value)}: ${detail}`,
  });
  if (type === "OnDelete") {
    if (rolling === null) return [];
    return [
      wrong(`${at}.rollingUpdate`, rolling, "only allowed for updateStrategy 'RollingUpdate'"),
    ];
  }
  if (type === "RollingUpdate") {
    const partition = treeAt(strategy, "rollingUpdate").partition;
    return nonNegative(partition, `${at}.rollingUpdate.partition`);
  }
  const shown = { Type: type ?? "", RollingUpdate: rolling };
  return [wrong(at, shown, "must be 'RollingUpdate' or 'OnDelete'")];
}
