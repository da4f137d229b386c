/** The columns in which flux lists objects, for any kind. */
import { at, type KubeObject } from "../../contract/mod.ts";
import type { Controlled } from "../../reconcile/mod.ts";
import type { Columns } from "../output.ts";
import { ago, stateOf } from "./state.ts";

interface Shown {
  readonly allNamespaces?: boolean;
  /** Names with the kind before them: several kinds are listed. */
  readonly withKind: boolean;
  /** All that the kind's profile names, and the age. */
  readonly wide: boolean;
  readonly now: number;
}

/** Of what brings or applies content: its revision; of other kinds: what their profile names in its place. */
export function columnsOf(
  kind: Controlled,
  { allNamespaces = false, withKind, wide, now }: Shown,
): Columns<KubeObject> {
  const { columns = [], suspend } = kind.profile;
  const hasRevision = kind.role === "source" || kind.role === "delivery";
  const own = columns.filter(({ name }) => name !== "Revision" && (wide || !hasRevision));
  const state = (object: KubeObject) => stateOf(object, kind);
  return {
    ...allNamespaces && { NAMESPACE: ({ metadata }) => metadata.namespace ?? "" },
    NAME: ({ metadata }) => `${withKind ? `${kind.kind.toLowerCase()}/` : ""}${metadata.name}`,
    ...Object.fromEntries(own.map(({ name, path }) => [
      name.toUpperCase(),
      (object: KubeObject) => String(at(object, path) ?? ""),
    ])),
    ...hasRevision && { REVISION: (object) => state(object).revision },
    ...suspend !== undefined && {
      SUSPENDED: (object) => state(object).suspended ? "True" : "False",
    },
    READY: (object) => state(object).ready,
    ...wide && { AGE: ({ metadata }) => ago(String(metadata["creationTimestamp"] ?? ""), now) },
    MESSAGE: (object) => state(object).message.split("\n")[0]!,
  };
}
