/** Asks for a reconciliation of what a Receiver lists. */
import { type Accepted, type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import type { Loops } from "../context.ts";
import { predicate } from "../expression.ts";
import { controllerOf, nameOf } from "../kinds.ts";
import { matches } from "../labels.ts";
import { askNow } from "../profile.ts";
import { filterVariables, type Resource, specOf } from "./receiver.ts";

type Granted = Extract<Accepted, { refused: false }>;

/** Annotates each object that the Receiver lists, its filters admit and the request targets. Answers what failed. */
export async function wakeResources(
  loops: Loops,
  receiver: KubeObject,
  request: Granted,
): Promise<readonly Error[]> {
  const { resources = [], resourceFilter } = specOf(receiver);
  const targets = request.targets && new Set(request.targets.map(nameOf));
  const failures: Error[] = [];
  for (const resource of resources) {
    try {
      for (const object of await listed(loops, receiver, resource)) {
        if (targets && !targets.has(nameOf(refOf(object)))) continue;
        if (!admits([resourceFilter, resource.filter], object, request)) continue;
        await wake(loops, receiver, object);
      }
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return failures;
}

/** Who wrote it shows in no field: the value is unique, and its time is for people. */
function wake(
  { kernel, kinds }: Loops,
  receiver: KubeObject,
  object: KubeObject,
): Promise<KubeObject> {
  const now = new Date(kernel.clock.now()).toISOString();
  const value = `${now} ${crypto.randomUUID().slice(0, 8)}`;
  const manager = controllerOf(kinds.of(receiver)!);
  return kernel.cluster.patch(refOf(object), askNow(value), { manager });
}

function admits(
  filters: readonly (string | undefined)[],
  { apiVersion, kind, metadata }: KubeObject,
  { body, claims }: Granted,
): boolean {
  const values = { res: { apiVersion, kind, metadata }, req: body ?? {}, claims: claims ?? {} };
  return filters.every((filter) =>
    filter === undefined || filter === "" || predicate(filter, filterVariables)(values)
  );
}

async function listed(
  loops: Loops,
  receiver: KubeObject,
  resource: Resource,
): Promise<readonly KubeObject[]> {
  const { kernel } = loops;
  const { kind, name, matchLabels } = resource;
  const namespace = resource.namespace ?? receiver.metadata.namespace ?? "";
  if (kernel.settings.noCrossNamespaceRefs && namespace !== receiver.metadata.namespace) {
    const path = `${kind}/${namespace}/${name}`;
    throw new Error(`can't access '${path}', cross-namespace references have been blocked`);
  }
  const apiVersion = apiVersionFor(loops, resource);
  if (name !== "*") {
    const ref: ObjectRef = { apiVersion, kind, namespace, name };
    const found = kernel.cluster.peek(ref) ?? await kernel.cluster.get(ref);
    if (!found) throw new Error(`unable to read ${kind} '${namespace}/${name}': it does not exist`);
    return [found];
  }
  if (matchLabels === undefined) {
    throw new Error("matchLabels field not set when using wildcard '*' as name");
  }
  const all = await kernel.cluster.list({ apiVersion, kind, namespace });
  return all.filter(({ metadata }) => matches({ matchLabels }, metadata.labels));
}

/** Without an apiVersion only what is pulled from outside is understood, as with Flux. */
function apiVersionFor({ kinds }: Loops, { kind, apiVersion }: Resource): string {
  const found = kinds.apiVersionOf(kind, apiVersion);
  const role = found && kinds.of({ apiVersion: found, kind })?.role;
  const pulled = role === "source" || role === "repository";
  if (found !== undefined && (apiVersion !== undefined || pulled)) return found;
  throw new Error(`unable to resolve kind '${kind}': its apiVersion is not given`);
}
