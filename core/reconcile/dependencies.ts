/** What must be ready before an object is delivered (`dependsOn`). */
import {
  at,
  Failure,
  groupOf,
  type KubeObject,
  type ObjectRef,
  terminal,
  waiting,
} from "../contract/mod.ts";
import { allowed } from "./access.ts";
import { quietly } from "./conclude.ts";
import { isReady } from "./conditions.ts";
import { restsOn, type Work } from "./context.ts";
import { predicate } from "./expression.ts";
import { notFound } from "./kinds.ts";
import { isMap } from "./json.ts";
import { formatDuration } from "schemas/duration.ts";

interface Dependency {
  readonly ref: ObjectRef;
  readonly readyExpr: string | undefined;
}

/** Throws `waiting`, reason `DependencyNotReady`, for the first dependency that is not as it should be. */
export async function checkDependencies(work: Work, revision: string): Promise<void> {
  for (const dependency of dependencies(work)) {
    restsOn(work, dependency.ref);
    await allowed(work, dependency.ref);
    const why = notReady(work, dependency, revision);
    if (why === undefined) continue;
    const again = work.loops.kernel.settings.requeueDependencyMs, reason = "DependencyNotReady";
    const message = `Dependencies do not meet ready condition, retrying in ${
      formatDuration(again)
    }`;
    work.pass.event({ type: "Normal", severity: "info", reason, message });
    throw quietly(waiting(reason, `dependency '${nameIn(dependency.ref)}' ${why}`, again));
  }
}

function dependencies({ pass: { object, kind } }: Work): readonly Dependency[] {
  const listed = kind.profile.dependsOn === undefined ? [] : at(object, kind.profile.dependsOn);
  if (!Array.isArray(listed)) return [];
  return listed.filter(isMap).map((one) => {
    const text = (key: string, otherwise: string) =>
      typeof one[key] === "string" && one[key] !== "" ? one[key] : otherwise;
    const ref = {
      apiVersion: text("apiVersion", object.apiVersion),
      kind: text("kind", object.kind),
      name: text("name", ""),
      namespace: text("namespace", object.metadata.namespace ?? ""),
    };
    const readyExpr = one["readyExpr"];
    return { ref, readyExpr: typeof readyExpr === "string" ? readyExpr : undefined };
  });
}

function notReady(
  { pass: { object }, loops }: Work,
  { ref, readyExpr }: Dependency,
  revision: string,
): string | undefined {
  const found = loops.kernel.cluster.peek(ref);
  if (!found) return `not found: ${notFound(ref)}`;
  if (readyExpr !== undefined) {
    return holds(readyExpr, ref, { self: object, dep: found })
      ? undefined
      : "is not ready according to readyExpr eval";
  }
  const { status, metadata } = found as KubeObject & { status?: { observedGeneration?: number } };
  if (status?.observedGeneration !== metadata.generation || !isReady(found)) return "is not ready";
  // In a repository of many parts, the part before must have seen the same revision.
  const applied = at(found, "/status/lastAppliedRevision");
  if (applied === undefined || !sameSource(object, found) || applied === revision) return undefined;
  return "revision is not up to date";
}

function holds(expression: string, ref: ObjectRef, values: Record<string, unknown>): boolean {
  try {
    return predicate(expression, Object.keys(values))(values);
  } catch (error) {
    if (!(error instanceof Failure)) return false;
    const said = `terminal error: failed to evaluate dependency ${ref.name}: ${error.message}`;
    throw terminal(
      error.reason,
      `Reconciliation failed terminally due to configuration error: ${said}`,
    );
  }
}

function sameSource(one: KubeObject, other: KubeObject): boolean {
  const source = (object: KubeObject) => {
    const ref = at(object, "/spec/sourceRef");
    if (!isMap(ref)) return undefined;
    const namespace = ref["namespace"] ?? object.metadata.namespace;
    return `${ref["kind"]}/${namespace}/${ref["name"]}`;
  };
  const ours = source(one);
  return ours !== undefined && groupOf(one.apiVersion) === groupOf(other.apiVersion) &&
    ours === source(other);
}

function nameIn({ namespace = "", name }: ObjectRef): string {
  return `${namespace}/${name}`;
}
