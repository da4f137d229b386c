import { type FieldError, forbidden, invalidValue, required } from "../errors/field_error.ts";
import { isTree, type Tree, treeAt } from "../json/tree.ts";
import { nonNegative, oneOf, portReference } from "./checks.ts";

const handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

/** What is wrong with a probe; `kind` is the field that holds it. */
export function validateProbe(probe: Tree, at: string, kind: string): FieldError[] {
  const single = kind !== "readinessProbe";
  const errors: FieldError[] = [];
  const given = handlers.filter((handler) => isTree(probe[handler]));
  if (given.length === 0) errors.push(required(at, "must specify a handler type"));
  given.slice(1).forEach((handler) =>
    errors.push(forbidden(`${at}.${handler}`, "may not specify more than 1 handler type"))
  );
  const first = given[0];
  if (first === "httpGet" || first === "tcpSocket" || first === "grpc") {
    errors.push(...portReference(treeAt(probe, first).port ?? 0, `${at}.${first}.port`));
  }
  if (first === "exec" && (treeAt(probe, "exec").command === undefined)) {
    errors.push(required(`${at}.exec.command`));
  }
  for (
    const field of [
      "initialDelaySeconds",
      "timeoutSeconds",
      "periodSeconds",
      "successThreshold",
      "failureThreshold",
    ]
  ) {
    errors.push(...nonNegative(probe[field], `${at}.${field}`));
  }
  if (first === "httpGet") {
    const schemes = ["HTTP", "HTTPS"];
    errors.push(...oneOf(treeAt(probe, first).scheme, `${at}.${first}.scheme`, schemes));
  }
  if (!single && probe.terminationGracePeriodSeconds !== undefined) {
    errors.push(
      invalidValue(
        `${at}.terminationGracePeriodSeconds`,
        probe.terminationGracePeriodSeconds,
        "must not be set for readinessProbes",
      ),
    );
  }
  if (single && probe.successThreshold !== undefined && probe.successThreshold !== 1) {
    errors.push(invalidValue(`${at}.successThreshold`, probe.successThreshold, "must be 1"));
  }
  return errors;
}
