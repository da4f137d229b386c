import { badRequest, invalid } from "../errors/api_error.ts";
import { type FieldError, forbidden, invalidValue, unsupported } from "../errors/field_error.ts";

/** The query parameters of a write. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: "Strict" | "Warn" | "Ignore";
  readonly force: boolean;
}

type Kind = "CreateOptions" | "UpdateOptions" | "PatchOptions";
const validations = ["", "Ignore", "Strict", "Warn"];
const maxManager = 128;

/** Reads and checks the query of a create, update or patch. Throws 422 or 400. */
export function writeOptions(query: URLSearchParams, kind: Kind, isApply = false): WriteOptions {
  const errors: FieldError[] = [];
  const fieldManager = query.get("fieldManager") ?? "";
  const force = query.get("force");
  if (kind === "PatchOptions" && isApply && fieldManager === "") {
    errors.push({
      reason: "FieldValueRequired",
      field: "fieldManager",
      message: "Required value: is required for apply patch",
    });
  }
  if (kind === "PatchOptions" && !isApply && force !== null) {
    errors.push(forbidden("force", "may not be specified for non-apply patch"));
  }
  errors.push(...managerErrors(fieldManager), ...dryRunErrors(query.getAll("dryRun")));
  const validation = query.get("fieldValidation") ?? "";
  if (!validations.includes(validation)) {
    errors.push(unsupported("fieldValidation", validation, validations));
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", name: kind }, "", errors);
  return {
    dryRun: query.has("dryRun"),
    fieldManager,
    fieldValidation: validation === "" ? "Warn" : validation as "Strict",
    force: force === "true" || force === "1",
  };
}

function managerErrors(manager: string): FieldError[] {
  if (manager.length > maxManager) {
    return [{
      reason: "FieldValueTooLong",
      field: "fieldManager",
      message: `Too long: may not be more than ${maxManager} bytes`,
    }];
  }
  const bad = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.exec(manager);
  if (bad === null) return [];
  const code = bad[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  const detail = `invalid character U+${code} (at position ${bad.index})`;
  return [invalidValue("fieldManager", manager, detail)];
}

/** What is wrong with the dryRun values. */
export function dryRunErrors(values: readonly string[]): FieldError[] {
  if (values.length === 0 || values.every((value) => value === "All")) return [];
  return [unsupported("dryRun", values, ["All"])];
}

/** A whole number of the query, or undefined. Throws 400 with the message of Go's parser. */
export function integerParameter(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === "") return undefined;
  if (!/^[+-]?\d+$/.test(value)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
  return Number(value);
}
