import { ApiError } from "../errors/api_error.ts";
import type { Tree } from "../json/tree.ts";
import { membersOf, showPath } from "./path_set.ts";
import type { ApplyConflict } from "./updater.ts";

/** 409 with a cause for each field. */
export function conflictError(error: ApplyConflict): ApiError {
  const causes: Tree[] = [], lines: string[] = [];
  const groups = error.conflicts.map(({ owner, set }) => ({
    text:
      `"${owner.manager}"${
        owner.subresource === "" ? "" : ` with subresource "${owner.subresource}"`
      }` +
      (owner.operation === "Update" ? ` using ${owner.apiVersion}` : ""),
    fields: [...membersOf(set)].map(showPath),
  })).sort((a, b) => (a.text < b.text ? -1 : 1));
  const total = groups.reduce((sum, { fields }) => sum + fields.length, 0);
  for (const { text, fields } of groups) {
    for (const field of fields) {
      causes.push({ reason: "FieldManagerConflict", message: `conflict with ${text}`, field });
    }
    lines.push(
      total === 1
        ? `conflict with ${text}: ${fields[0]}`
        : `conflicts with ${text}:\n${fields.map((field) => `- ${field}`).join("\n")}`,
    );
  }
  return new ApiError(
    409,
    "Conflict",
    `Apply failed with ${total} conflict${total === 1 ? "" : "s"}: ${lines.join("\n")}`,
    { causes },
  );
}
