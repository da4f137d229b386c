/** What must be ready before an object is delivered (`dependsOn`). */
import {
  at,
  Failure,
  flatten,
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
    const message = notReady(work, dependency, revision);
    if (message === undefined) continue;
    const again = work.loops.kernel.settings.requeueDependencyMs, reason = "DependencyNotReady";
    const said = `Dependencies do not meet ready condition, retrying in ${formatDuration(again)}`;
    work.pass.event({ type: "Normal", severity: "info", reason, message: said });
    throw quietly(waiting(reason, message, again));
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

/** Why a dependency is not as it should be, in words. */
function notReady(
  { pass: { object }, loops }: Work,
  { ref, readyExpr }: Dependency,
  revision: string,
): string | undefined {
  const found = loops.kernel.cluster.peek(ref), subject = `dependency '${nameIn(ref)}'`;
  if (!found) return `${subject} not found: ${notFound(ref)}`;
  if (readyExpr !== undefined) {
    return notTrue(readyExpr, ref, { self: object, dep: found });
  }
  const { status, metadata } = found as KubeObject & { status?: { observedGeneration?: number } };
  if (status?.observedGeneration !== metadata.generation || !isReady(found)) {
    return `${subject} is not ready`;
  }
  // In a repository of many parts, the part before must have seen the same revision.
  const applied = at(found, "/status/lastAppliedRevision");
  if (applied === undefined || !sameSource(object, found) || applied === revision) return undefined;
  return `${subject} revision is not up to date`;
}

/** Why an expression does not hold; a terminal failure where it is none. */
function notTrue(
  expression: string,
  ref: ObjectRef,
  values: Record<string, unknown>,
): string | undefined {
  try {
    if (predicate(expression, Object.keys(values))(values)) return undefined;
    return `dependency '${nameIn(ref)}' is not ready according to readyExpr eval`;
  } catch (error) {
    if (!(error instanceof Failure)) return flatten(error).message;
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
