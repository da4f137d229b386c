/** Which objects a change of another one wakes. */
import {
  at,
  groupOf,
  type KubeObject,
  type ObjectRef,
  refOf,
  type Trigger,
} from "../contract/mod.ts";
import { hasConcluded, isReady } from "./conditions.ts";
import type { Loops } from "./context.ts";
import { idOf } from "./kinds.ts";
import type { Change, GroupVersionKind } from "./ports.ts";

interface Woken {
  readonly ref: ObjectRef;
  readonly by: Trigger;
}

const revisionAt = "/status/artifact/revision";

/**
 * The objects that rest on one that changed in a way that counts: it came or went, its artifact has another revision, it
 * became ready, or what a profile's `wakes` points at is another value.
 */
export function wakes(loops: Loops, kind: GroupVersionKind, change: Change): readonly Woken[] {
  const { before, now } = change;
  const object = now ?? before;
  if (!object) return [];
  const resting = loops.references.of(refOf(object));
  const byProfile = wokenByProfile(loops, kind, { change, resting });
  const ruled = new Set(byProfile.rules);
  const isSource = loops.kinds.of(refOf(object))?.role === "source";
  const by = causeFor(before, now) ?? (isSource ? firstEnd(before, now) : undefined);
  const others = by === undefined ? [] : resting
    .filter((ref) => !ruled.has(kindOf(ref)))
    .filter((ref) => by === "source" ? !hasSeen(loops, ref, now) : !isContent(loops, ref))
    .map((ref) => ({ ref, by }));
  return [...others, ...byProfile.woken];
}

function causeFor(
  before: KubeObject | undefined,
  now: KubeObject | undefined,
): Trigger | undefined {
  const revision = at(now, revisionAt);
  if (revision !== at(before, revisionAt)) return revision === undefined ? undefined : "source";
  if (!before || !now) return "dependency";
  // Content is what counts of a source: one that fails, and recovers with what it had, wakes nobody.
  if (revision !== undefined) return undefined;
  if (isReady(now) && !isReady(before)) return "dependency";
  const applied = "/status/lastAppliedRevision";
  if (at(before, applied) !== at(now, applied)) return "dependency";
  return undefined;
}

/** What waited for the first run of a source has to say that it came to nothing. */
function firstEnd(
  before: KubeObject | undefined,
  now: KubeObject | undefined,
): Trigger | undefined {
  return before && now && hasConcluded(now) && !hasConcluded(before) ? "dependency" : undefined;
}

/** A delivery that has tried the revision already is not tried again for it. */
function hasSeen(loops: Loops, ref: ObjectRef, source: KubeObject | undefined): boolean {
  const dependant = loops.kernel.cluster.peek(ref);
  const attempted = at(dependant, "/status/lastAttemptedRevision");
  return attempted !== undefined && attempted === at(source, revisionAt);
}

/** A delivery that has what it wants does not ask how those that it depends on are. */
function isContent({ kernel, kinds }: Loops, ref: ObjectRef): boolean {
  const dependant = kernel.cluster.peek(ref);
  return kinds.of(ref)?.role === "delivery" && dependant !== undefined && isReady(dependant);
}

/**
 * Kinds whose profile says itself what wakes them: at a change of that value, those that refer to the object and, where they
 * refer by a selector, which may match it only now, all of its namespace.
 */
function wokenByProfile(
  { kinds, kernel }: Loops,
  { kind }: GroupVersionKind,
  { change: { before, now }, resting }: {
    readonly change: Change;
    readonly resting: readonly ObjectRef[];
  },
): { readonly rules: readonly string[]; readonly woken: readonly Woken[] } {
  const rules: string[] = [], woken: ObjectRef[] = [];
  for (const controlled of kinds.controlled) {
    const listed = (controlled.profile.wakes ?? []).filter((one) => one.kind === kind);
    if (listed.length === 0) continue;
    rules.push(idOf(controlled));
    const differs = ({ on, appears = false }: (typeof listed)[number]) =>
      JSON.stringify(at(before, on)) !== JSON.stringify(at(now, on)) &&
      (!appears || at(before, on) === undefined);
    if (!listed.some(differs)) continue;
    woken.push(...resting.filter((ref) => kindOf(ref) === idOf(controlled)));
    const selects = controlled.profile.inputs?.some((input) => input.select && input.kind === kind);
    if (!selects) continue;
    const namespace = (now ?? before)?.metadata.namespace;
    const all = [...kernel.cluster.cached(controlled)];
    woken.push(...all.filter(({ metadata }) => metadata.namespace === namespace).map(refOf));
  }
  return { rules, woken: woken.map((ref) => ({ ref, by: "dependency" })) };
}

function kindOf({ apiVersion, kind }: ObjectRef): string {
  return idOf({ group: groupOf(apiVersion), kind });
}
