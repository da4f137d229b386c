/** Which alerts an event is for, and which providers take it. */
import type { Profile } from "schemas/plugin_manifest.ts";
import { type EmittedEvent, groupOf, type KubeObject } from "../../contract/mod.ts";
import { RE2JS } from "re2js";
import { matches } from "../labels.ts";

interface EventSource {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly matchLabels?: Readonly<Record<string, string>>;
}

interface AlertSpec {
  readonly providerRef: { readonly name: string };
  readonly eventSources: readonly EventSource[];
  readonly eventSeverity?: string;
  readonly eventMetadata?: Readonly<Record<string, string>>;
  readonly summary?: string;
  readonly inclusionList?: readonly string[];
  readonly exclusionList?: readonly string[];
  readonly suspend?: boolean;
}

export interface Alert extends KubeObject {
  readonly spec: AlertSpec;
}

/** What a match may have to look up, and whom it tells of a bad pattern. */
interface Matching {
  /** Labels of the object that the event is about. */
  readonly labels: () => Promise<Readonly<Record<string, string>> | undefined>;
  readonly onBadPattern: (message: string) => void;
}

/** Whether an alert wants an event: one of its sources fits, its message is included, and not excluded. */
export async function wants(
  { spec, metadata }: Alert,
  event: EmittedEvent,
  { labels, onBadPattern }: Matching,
): Promise<boolean> {
  if (spec.suspend === true) return false;
  if ((spec.eventSeverity ?? "info") !== "info" && spec.eventSeverity !== event.severity) {
    return false;
  }
  if (!await fitsOne(spec.eventSources, event, { namespace: metadata.namespace, labels })) {
    return false;
  }
  const { inclusionList = [], exclusionList = [] } = spec;
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
  { about }: EmittedEvent,
  { namespace, labels }: {
    readonly namespace: string | undefined;
    readonly labels: Matching["labels"];
  },
): Promise<boolean> {
  for (const source of sources) {
    if ((source.namespace ?? namespace) !== about.namespace || source.kind !== about.kind) continue;
    if (source.name !== "*" && source.name !== about.name) continue;
    const { matchLabels } = source;
    if (matchLabels === undefined || matches({ matchLabels }, await labels())) return true;
  }
  return false;
}

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
