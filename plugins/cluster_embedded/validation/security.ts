import { type FieldError, invalidValue } from "../errors/field_error.ts";
import { isTree, type Tree } from "../json/tree.ts";
import { oneOf } from "./checks.ts";
import { seccompErrors } from "./pod_fields.ts";

const maxId = 2147483647;
/** The fields of core.SecurityContext, in the order in which the server's messages print them. */
const printed = [
  ...["Capabilities", "Privileged", "SELinuxOptions", "WindowsOptions", "RunAsUser", "RunAsGroup"],
  ...["RunAsNonRoot", "ReadOnlyRootFilesystem", "AllowPrivilegeEscalation", "ProcMount"],
  ...["SeccompProfile", "AppArmorProfile"],
];

/** What is wrong with a container's security context. */
export function validateSecurity(context: unknown, at: string): FieldError[] {
  if (!isTree(context)) return [];
  const errors: FieldError[] = [];
  for (const field of ["runAsUser", "runAsGroup"]) {
    const id = context[field];
    if (typeof id === "number" && (id < 0 || id > maxId)) {
      errors.push(
        invalidValue(`${at}.${field}`, id, "must be between 0 and 2147483647, inclusive"),
      );
    }
  }
  errors.push(
    ...oneOf(context.procMount, `${at}.procMount`, ["Default", "Unmasked"]),
    ...seccompErrors(context.seccompProfile, `${at}.seccompProfile`),
  );
  if (context.privileged === true && context.allowPrivilegeEscalation === false) {
    const text = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
    errors.push({
      reason: "FieldValueInvalid",
      field: at,
      message: `Invalid value: ${internalForm(context)}: ${text}`,
    });
  }
  return errors;
}

function internalForm(context: Tree): string {
  const parts = printed.map((name) => {
    const key = name === "SELinuxOptions"
      ? "seLinuxOptions"
      : name[0]!.toLowerCase() + name.slice(1);
    return `${JSON.stringify(name)}:${JSON.stringify(context[key] ?? null)}`;
  });
  return `{${parts.join(",")}}`;
}
