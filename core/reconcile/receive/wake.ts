/** Asks for a reconciliation of what a Receiver lists. */
import type { Clock } from "../../bus/mod.ts";
import {
  type Accepted,
  type KubeObject,
  type ObjectRef,
  type ReceiverResource,
  refOf,
} from "../../contract/mod.ts";
import type { Loops } from "../context.ts";
import { predicate } from "../expression.ts";
import { apiVersionOf, controllerOf, nameOf } from "../kinds.ts";
import { matches } from "../labels.ts";
import { askNow } from "../profile.ts";
import { specOf } from "./receiver.ts";

/** What a filter sees as plain JSON, whose numbers are all doubles. */
const fromJson = ["req", "claims"];

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

function wake(
  { kernel, kinds }: Loops,
  receiver: KubeObject,
  object: KubeObject,
): Promise<KubeObject> {
  const manager = controllerOf(kinds.of(receiver)!);
  return kernel.cluster.patch(refOf(object), askNow(stamp(kernel.clock)), { manager });
}

/** A time as Go prints it; what a clock in milliseconds does not tell is made up, so that no two are the same. */
function stamp(clock: Clock): string {
  const [, date, time] = /^(.*)T(.*)Z$/.exec(new Date(clock.now()).toISOString())!;
  const nanoseconds = crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000;
  return `${date} ${time}${String(nanoseconds).padStart(6, "0")} +0000 UTC`;
}

function admits(
  filters: readonly (string | undefined)[],
  { apiVersion, kind, metadata }: KubeObject,
  { body, claims }: Granted,
): boolean {
  const values = { res: { apiVersion, kind, metadata }, req: body, ...(claims && { claims }) };
  const variables = Object.keys(values);
  return filters.every((filter) => !filter || predicate(filter, variables, fromJson)(values));
}

async function listed(
  loops: Loops,
  receiver: KubeObject,
  resource: ReceiverResource,
): Promise<readonly KubeObject[]> {
  const { kernel } = loops;
  const { kind, name, matchLabels } = resource;
  const own = receiver.metadata.namespace ?? "", namespace = resource.namespace || own;
  if (kernel.settings.noCrossNamespaceRefs && namespace !== own) {
    throw new Error("cross-namespace references are not allowed");
  }
  const apiVersion = apiVersionFor(loops, receiver, resource);
  if (name !== "*") {
    const ref: ObjectRef = { apiVersion, kind, namespace, name };
    const found = await kernel.cluster.get(ref);
    if (!found) throw new Error(`unable to read ${kind} '${namespace}/${name}': it does not exist`);
    return [found];
  }
  if (matchLabels === undefined) {
    throw new Error("matchLabels field not set when using wildcard '*' as name");
  }
  const all = await kernel.cluster.list({ apiVersion, kind, namespace });
  return all.filter(({ metadata }) => matches({ matchLabels }, metadata.labels));
}

/** Without an apiVersion, what the Receiver's profile knows and what is pulled from outside is understood. */
function apiVersionFor(
  { kinds }: Loops,
  receiver: KubeObject,
  { kind, apiVersion }: ReceiverResource,
) {
  const known = apiVersion || kinds.of(receiver)?.profile.versions?.[kind];
  if (known) return known;
  const found = kinds.controlled.find((one) =>
    one.kind === kind && (one.role === "source" || one.role === "repository")
  );
  if (found) return apiVersionOf(found);
  throw new Error(`apiVersion must be specified for kind "${kind}"`);
}
