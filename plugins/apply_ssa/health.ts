import type { Condition, Data, Next, ObjectRef } from "contract";
import { ordered } from "./order.ts";
import { progressing, sayDuration } from "./say.ts";
import { plan, type Round, type State } from "./state.ts";

/** The end of a plan: all of the set stays in the inventory, in the order of the apply. */
export function finished({ set }: Round): Extract<Next, { done: true }> {
  return { done: true, inventory: ordered(set) };
}

/** Waits for health, where the spec asks for it. `skipped` are places in the order of the apply. */
export function awaitHealth(round: Round, changed: boolean, skipped: readonly number[]): Next {
  const all = checks(round, new Set(skipped));
  if (all.length === 0) return { ...finished(round), report: { dropped: ["Healthy"] } };
  const { object, revision, about, spec } = round;
  const status = (object["status"] ?? {}) as {
    conditions?: readonly Condition[];
    lastAppliedRevision?: string;
  };
  const refs = all.filter((ref) => !isOwner(round, ref));
  const message = `Running health checks for ${about}`;
  const exprs = spec["healthCheckExprs"];
  const former = status.conditions?.find(({ type }) => type === "Healthy");
  const wasHealthy = former?.status === "True";
  const isNew = changed || status.lastAppliedRevision !== revision;
  return plan(
    [[{
      do: "wait",
      refs,
      until: "current",
      failFast: true,
      ...(Array.isArray(exprs) && { exprs: exprs as Data[] }),
    }]],
    {
      at: "waited",
      sinceMs: Date.now(),
      isNews: !wasHealthy || (changed && status.lastAppliedRevision !== revision),
      ...(wasHealthy && !isNew && { said: former.message }),
    },
    { conditions: [healthy("Unknown", "Progressing", message)], progress: message },
  );
}

function healthy(status: Condition["status"], reason: string, message: string): Condition {
  return { type: "Healthy", status, reason, message };
}

/** One that waited for itself would wait for ever. */
function isOwner({ object: { kind, metadata } }: Round, ref: ObjectRef): boolean {
  return ref.kind === kind && ref.name === metadata.name && ref.namespace === metadata.namespace;
}

/** `wait: true` waits for all that was applied, `healthChecks` for what they name. */
function checks({ set, spec }: Round, skipped: ReadonlySet<number>): ObjectRef[] {
  const named = Array.isArray(spec["healthChecks"])
    ? spec["healthChecks"] as Partial<ObjectRef>[]
    : [];
  return spec["wait"] === true
    ? ordered(set).filter((_, at) => !skipped.has(at)).map((i) => set[i]!.ref)
    : named.map(({ apiVersion = "", kind = "", name = "", namespace = "" }): ObjectRef => ({
      apiVersion: apiVersion === "" ? "apps/v1" : apiVersion,
      kind,
      name,
      ...(namespace === "" ? {} : { namespace }),
    }));
}

/** What the wait came to. */
export function waited(
  round: Round,
  { sinceMs, isNews, said }: Extract<State, { at: "waited" }>,
): Next {
  const took = sayDuration(Date.now() - sinceMs);
  const error = round.results.flat().find(({ status }) => status === "failed")?.error;
  if (error) {
    return {
      ...finished(round),
      failure: {
        reason: "HealthCheckFailed",
        message: `health check failed after ${took}: ${error.message}`,
      },
      report: { conditions: [healthy("False", "HealthCheckFailed", error.message)] },
    };
  }
  // Where nothing is new, how long this look took is no reason to write: Flux patches every interval.
  const message = said ?? `Health check passed in ${took}`;
  return {
    ...finished(round),
    report: {
      conditions: [healthy("True", "Succeeded", message)],
      events: isNews ? [progressing(message)] : [],
    },
  };
}
