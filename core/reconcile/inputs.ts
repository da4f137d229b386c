/** Fetches what an object refers to, as its profile's `inputs` say. */
import { defined } from "./json.ts";
import type { InputReference } from "schemas/plugin_manifest.ts";
import {
  at,
  Failure,
  groupOf,
  type KubeObject,
  located,
  type ObjectRef,
  refOf,
  terminal,
} from "../contract/mod.ts";
import type { Installed } from "../host/plugins.ts";
import { allowed } from "./access.ts";
import { quietly } from "./conclude.ts";
import { withArtifacts } from "./content.ts";
import { restsOn, type Work } from "./context.ts";
import { externalArtifactKind, idOf, notCached, notFound } from "./kinds.ts";
import { matches, selectorOf } from "./labels.ts";
import type { Artifact } from "./ports.ts";
import { durationOf, textOf } from "./profile.ts";

/** What an object refers to, by the name that its profile gives each. */
export interface Inputs {
  readonly objects: Readonly<Record<string, readonly KubeObject[]>>;
  /** Of the inputs that have one, in the order of the profile. */
  readonly artifacts: readonly { readonly as: string; readonly artifact: Artifact }[];
  /** Paths of their packs. */
  readonly packs: Readonly<Record<string, string>>;
}

export const noInputs: Inputs = { objects: {}, artifacts: [], packs: {} };

interface Reference {
  readonly as: string;
  readonly ref: ObjectRef;
  readonly optional: boolean;
  readonly reason: string | undefined;
}

/**
 * Fetches the inputs of the object of a run, and `further` ones that a plugin named. Kinds that are watched come from memory,
 * Secrets and ConfigMaps from the cluster. Throws `waiting` for one that is missing, `terminal` for one out of bounds.
 */
export async function fetchInputs(
  work: Work,
  further: readonly { readonly as: string; readonly ref: ObjectRef }[] = [],
): Promise<Inputs> {
  const objects: Record<string, KubeObject[]> = {};
  for (const input of work.pass.kind.profile.inputs ?? []) {
    if (input.select !== undefined) {
      objects[input.as] = selected(work, input);
      continue;
    }
    for (const reference of references(work, input, objects)) await take(work, reference, objects);
  }
  for (const { as, ref } of further) {
    await take(work, { as, ref, optional: false, reason: undefined }, objects);
  }
  return await withArtifacts(work, objects);
}

async function take(
  work: Work,
  { as, ref, optional, reason }: Reference,
  objects: Record<string, KubeObject[]>,
): Promise<void> {
  restsOn(work, ref);
  await allowed(work, ref);
  const found = await find(work, ref);
  if (found) return void (objects[as] = [...objects[as] ?? [], found]);
  if (optional) return;
  const { object, kind } = work.pass;
  const again = durationOf(object, kind.profile.retryInterval) ??
    durationOf(object, kind.profile.interval) ?? work.loops.kernel.settings.requeueDependencyMs;
  const said = isWatched(work, ref) ? notCached(ref) : notFound(ref);
  throw quietly(new Failure("waiting", reason ?? "ArtifactFailed", said, again));
}

function isWatched({ loops }: Work, ref: ObjectRef): boolean {
  const group = groupOf(ref.apiVersion);
  return loops.kinds.of(ref) !== undefined ||
    idOf({ group, kind: ref.kind }) === idOf(externalArtifactKind);
}

function find(
  work: Work,
  ref: ObjectRef,
): Promise<KubeObject | undefined> | KubeObject | undefined {
  const { cluster } = work.loops.kernel;
  return isWatched(work, ref) ? cluster.peek(ref) : cluster.get(ref);
}

/** All references that one entry of the profile finds in the object, or in an input that was fetched before. */
function references(
  { pass: { object }, loops }: Work,
  input: InputReference,
  fetched: Readonly<Record<string, readonly KubeObject[]>>,
): readonly Reference[] {
  return located(object, input.at ?? "", fetched).flatMap(({ value, holder }) => {
    const name = textOf(value, input.name ?? "/name"), kind = textOf(value, input.kind ?? "/kind");
    const as = textOf(value, input.as);
    if (name === undefined || kind === undefined || as === undefined) return [];
    const given = textOf(value, input.apiVersion ?? "/apiVersion");
    const apiVersion = loops.kinds.apiVersionOf(kind, given);
    if (apiVersion === undefined) {
      throw terminal(
        "InvalidReference",
        `no installed plugin serves a kind ${kind}, which ${as} refers to`,
      );
    }
    const namespace = textOf(value, input.namespace ?? "/namespace") ?? holder.metadata.namespace;
    const { optional, reason } = input;
    return [{
      as,
      ref: { apiVersion, kind, name, ...defined({ namespace }) },
      optional: optional === true || (typeof optional === "string" && at(value, optional) === true),
      reason,
    }];
  });
}

/** The watched objects of the object's namespace that a selector in it matches. */
function selected(work: Work, input: InputReference): KubeObject[] {
  const { pass: { object }, loops } = work;
  const kind = input.kind ?? "";
  const apiVersion = loops.kinds.apiVersionOf(kind, input.apiVersion) ?? "";
  const selector = selectorOf(at(object, input.select!));
  const found = [...loops.kernel.cluster.cached({ group: groupOf(apiVersion), kind })]
    .filter(({ metadata }) => metadata.namespace === object.metadata.namespace)
    .filter(({ metadata }) => matches(selector, metadata.labels));
  for (const one of found) restsOn(work, refOf(one));
  return found.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The inputs as a plugin may see them: Secrets without their values, unless its manifest asks to read Secrets. */
export function shownTo(
  { manifest }: Installed,
  objects: Readonly<Record<string, readonly KubeObject[]>>,
): Readonly<Record<string, readonly KubeObject[]>> {
  const reads = manifest.needs?.read ?? [];
  if (reads.some(({ group, kind }) => group === "" && kind === "Secret")) return objects;
  const shown = Object.entries(objects).map(([as, list]) => [as, list.map(withoutValues)] as const);
  return Object.fromEntries(shown);
}

function withoutValues(object: KubeObject): KubeObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  const { data: _data, stringData: _stringData, ...rest } = object;
  return rest as KubeObject;
}
