/**
 * How urgent a run is, most urgent first: a person asked; a source, a spec or a dependency changed;
 * the interval has passed or a failure is tried again; the kernel has just started.
 */
export const priorities = ["request", "change", "interval", "start"] as const;
export type Priority = typeof priorities[number];

/** Why an object is to be reconciled: for the logs and the order, never part of the key. */
export interface Trigger {
  readonly priority: Priority;
  /** For people, as in `GitRepository flux-system/podinfo has a new revision`. */
  readonly cause: string;
}

/** How many triggers ride along with one run; the least urgent above it are dropped. */
const most = 8;

/** The place of a priority in the order; 0 is the most urgent. */
export function rank(trigger: Trigger | undefined): number {
  return trigger ? priorities.indexOf(trigger.priority) : priorities.length - 1;
}

/** Adds a trigger to those that ride along: the most urgent first, each cause once. */
export function merge(triggers: readonly Trigger[], added: Trigger): readonly Trigger[] {
  const same = (one: Trigger) => one.priority === added.priority && one.cause === added.cause;
  if (triggers.length === 0) return [added];
  if (triggers.some(same)) return triggers;
  return [...triggers, added].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
