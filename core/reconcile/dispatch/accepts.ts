import type { Profile } from "schemas/plugin_manifest.ts";
import { type EmittedEvent, groupOf } from "../../contract/mod.ts";

/**
 * Whether a provider takes an event. Periodic ones, marked `commit_status: update`, are for commit statuses alone, which
 * otherwise take errors and what names a commit; comments on a change request need one to be named.
 */
export function accepts(
  taken: Profile["accepts"] = ["notices"],
  { about, metadata, severity }: EmittedEvent,
): boolean {
  const isUpdate = metadata[`${groupOf(about.apiVersion)}/commit_status`] === "update";
  const namesCommit = metadata["event.toolkit.fluxcd.io/commit"] !== undefined;
  const namesChange = metadata["event.toolkit.fluxcd.io/change_request"] !== undefined;
  return (taken.includes("notices") && !isUpdate) ||
    (taken.includes("commitStatus") && (isUpdate || namesCommit || severity === "error")) ||
    (taken.includes("changeRequest") && namesChange && !isUpdate);
}
