import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { countOrPercent, nonNegative } from "./checks.ts";

function isZero(value: unknown): boolean {
  return value === 0 || value === "0%";
}

export function rollingUpdate(strategy: Tree, at: string): FieldError[] {
  const rolling = strategy.rollingUpdate;
  const types = ["Recreate", "RollingUpdate"], errors: FieldError[] = [];
  if (!types.includes(String(strategy.type))) errors.push(structUnsupported(at, strategy, types));
  if (strategy.type === "Recreate" && isTree(rolling)) {
    errors.push(
      forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"),
    );
  }
  if (strategy.type !== "RollingUpdate" || !isTree(rolling)) return errors;
  errors.push(
    ...countOrPercent(rolling.maxUnavailable, `${at}.rollingUpdate.maxUnavailable`),
    ...countOrPercent(rolling.maxSurge, `${at}.rollingUpdate.maxSurge`),
  );
  if (isZero(rolling.maxUnavailable) && isZero(rolling.maxSurge)) {
    errors.push(
      invalidValue(
        `${at}.rollingUpdate.maxUnavailable`,
        rolling.maxUnavailable,
        "may not be 0 when `maxSurge` is 0",
      ),
    );
  }
  return errors;
}

export function statusCounts(object: Tree): FieldError[] {
  const status = treeAt(object, "status"), errors: FieldError[] = [];
  for (
    const field of [
      "observedGeneration",
      "replicas",
      "updatedReplicas",
      "readyReplicas",
      "availableReplicas",
      "unavailableReplicas",
    ]
  ) {
    errors.push(...nonNegative(status[field], `status.${field}`));
  }
  const count = (field: string) => Number(status[field] ?? 0);
  const over = (field: string, other: string, text: string) => {
    if (count(field) > count(other)) {
      errors.push(invalidValue(`status.${field}`, count(field), `cannot be greater than ${text}`));
    }
  };
  over("updatedReplicas", "replicas", "status.replicas");
  over("readyReplicas", "replicas", "status.replicas");
  over("availableReplicas", "replicas", "status.replicas");
  over("availableReplicas", "readyReplicas", "readyReplicas");
  return errors;
}

/** What is wrong with the way a DaemonSet is updated. */
export function daemonStrategy(strategy: Tree): FieldError[] {
  const { type } = strategy,
    at = "spec.updateStrategy",
    rolling = treeAt(strategy, "rollingUpdate");
  if (type !== "RollingUpdate" && type !== "OnDelete") {
    return [structUnsupported(at, strategy, ["RollingUpdate", "OnDelete"])];
  }
  if (type === "OnDelete") return [];
  const none = (value: unknown) => value === 0 || value === "0%" || value === undefined;
  if (none(rolling.maxUnavailable) && none(rolling.maxSurge)) {
    return [required(`${at}.rollingUpdate.maxUnavailable`, "cannot be 0 when maxSurge is 0")];
  }
  return [
    ...countOrPercent(rolling.maxUnavailable, `${at}.rollingUpdate.maxUnavailable`),
    ...countOrPercent(rolling.maxSurge, `${at}.rollingUpdate.maxSurge`),
  ];
}

/** Go prints the struct. */
function structUnsupported(at: string, { type }: Tree, options: string[]): FieldError {
  return {
    reason: "FieldValueNotSupported",
    field: at,
    message: `Unsupported value: ${
      JSON.stringify({ Type: type ?? "", RollingUpdate: null })
    }: supported values: ${options.map((option) => JSON.stringify(option)).join(", ")}`,
  };
}
