/** Which alerts an event is for, and which providers take it. */
import type { Profile } from "schemas/plugin_manifest.ts";
import type { Alert, EventSource, FluxEvent, KubeObject } from "../../contract/mod.ts";
import { RE2JS } from "re2js";
import { matches } from "../labels.ts";
import { groupOfEvent } from "./compose.ts";

/** What a match may have to look up, and whom it tells of a bad pattern. */
interface Matching {
  /** The object that the event is about; `undefined` where it cannot be had. */
  readonly involved: () => Promise<KubeObject | undefined>;
  readonly onBadPattern: (message: string) => void;
}

/** Whether an alert wants an event: one of its sources fits, its message is included, and not excluded. */
export async function wants(
  { spec, metadata }: Alert,
  event: FluxEvent,
  { involved, onBadPattern }: Matching,
): Promise<boolean> {
  const { suspend, eventSeverity = "info", inclusionList = [], exclusionList = [] } = spec;
  if (suspend === true || (eventSeverity !== "info" && eventSeverity !== event.severity)) {
    return false;
  }
  if (!await fitsOne(spec.eventSources, event, metadata.namespace, involved)) return false;
  const found = (kind: string) => (pattern: string) => {
    try {
      return RE2JS.compile(pattern).matcher(event.message).find();
    } catch {
      onBadPattern(`failed to compile ${kind} regex: ${pattern}`);
      return false;
    }
  };
  if (inclusionList.length > 0 && !inclusionList.some(found("inclusion"))) return false;
  return !exclusionList.some(found("exclusion"));
}

async function fitsOne(
  sources: readonly EventSource[],
  { involvedObject: { kind, namespace, name } }: FluxEvent,
  own: string | undefined,
  involved: Matching["involved"],
): Promise<boolean> {
  for (const source of sources) {
    if ((source.namespace || own) !== namespace || source.kind !== kind) continue;
    if (source.name !== "*" && source.name !== name) continue;
    const { matchLabels } = source;
    if (matchLabels === undefined) return true;
    const object = await involved();
    if (object && matches({ matchLabels }, object.metadata.labels)) return true;
  }
  return false;
}

/**
 * Whether a provider takes an event. Periodic ones, marked `commit_status: update`, are for commit statuses alone, which
 * otherwise take errors and what names a commit; comments on a change request need one to be named.
 */
export function accepts(taken: Profile["accepts"] = ["notices"], event: FluxEvent): boolean {
  const { metadata = {}, severity } = event;
  const isUpdate = metadata[`${groupOfEvent(event)}/commit_status`] === "update";
  const namesCommit = metadata["event.toolkit.fluxcd.io/commit"] !== undefined;
  const namesChange = metadata["event.toolkit.fluxcd.io/change_request"] !== undefined;
  return (taken.includes("notices") && !isUpdate) ||
    (taken.includes("commitStatus") && (isUpdate || namesCommit || severity === "error")) ||
    (taken.includes("changeRequest") && namesChange && !isUpdate);
}
