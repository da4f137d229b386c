/** Which kinds are reconciled, and by which loop: derived from the manifests of what is installed. */
import type { PluginManifest, Profile } from "schemas/plugin_manifest.ts";
import { groupOf, type Kind, type ObjectRef } from "../contract/mod.ts";
import type { Installed } from "../host/plugins.ts";
import type { GroupVersionKind } from "./ports.ts";

export type Role = NonNullable<Profile["role"]>;

/** A kind of object that a loop takes care of. */
export interface Controlled extends GroupVersionKind {
  readonly role: Role;
  readonly profile: Profile;
  /** The kind of plugin that is asked about its objects. */
  readonly asks: Kind;
}

const roles: Partial<Record<PluginManifest["kind"], Role>> = {
  source: "source",
  applier: "delivery",
  notifier: "provider",
  receiver: "receiver",
  scanner: "repository",
  selector: "policy",
  editor: "automation",
};

/** The kinds that no plugin serves, but that the loops read. */
export const alertKind: GroupVersionKind = {
  group: "notification.toolkit.fluxcd.io",
  version: "v1beta3",
  kind: "Alert",
};
export const externalArtifactKind: GroupVersionKind = {
  group: "source.toolkit.fluxcd.io",
  version: "v1",
  kind: "ExternalArtifact",
};

const core = ["Secret", "ConfigMap", "ServiceAccount", "Namespace"];

export class Kinds {
  readonly controlled: readonly Controlled[];
  readonly #byId: ReadonlyMap<string, Controlled>;

  constructor(
    installed: readonly Pick<Installed, "manifest">[],
    pipelines: Readonly<Record<string, unknown>>,
  ) {
    const byId = new Map<string, Controlled>();
    for (const { manifest } of installed) {
      for (const kind of controlledBy(manifest, pipelines)) {
        const known = byId.get(idOf(kind));
        // Several plugins may serve a kind, told apart by `when`; the fullest profile is the kind's.
        if (!known || size(kind) > size(known)) byId.set(idOf(kind), kind);
      }
    }
    this.#byId = byId;
    this.controlled = [...byId.values()];
  }

  of(ref: { readonly apiVersion: string; readonly kind: string }): Controlled | undefined {
    return this.#byId.get(`${groupOf(ref.apiVersion)}/${ref.kind}`);
  }

  /** The apiVersion at which a kind is read, where a reference gives none or an old one. */
  apiVersionOf(kind: string, given: string | undefined): string | undefined {
    if (core.includes(kind) && (given === undefined || given === "v1")) return "v1";
    const group = given === undefined ? undefined : groupOf(given);
    const known = [...this.controlled, externalArtifactKind, alertKind].find((one) =>
      one.kind === kind && (group === undefined || one.group === group)
    );
    return known ? apiVersionOf(known) : given;
  }
}

function controlledBy(
  { kind, serves = [], profile = {} }: PluginManifest,
  pipelines: Readonly<Record<string, unknown>>,
): readonly Controlled[] {
  const role = profile.role ?? roles[kind];
  if (role === undefined) return [];
  return serves
    .filter((served) => role !== "delivery" || idOf(served) in pipelines)
    .map(({ group, version, kind: served }) => ({
      group,
      version,
      kind: served,
      role,
      profile,
      asks: kind,
    }));
}

function size({ profile }: Controlled): number {
  return Object.keys(profile).length;
}

/** `group/Kind`, as pipelines and queue keys name a kind. */
export function idOf({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return `${group}/${kind}`;
}

export function apiVersionOf({ group, version }: GroupVersionKind): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The manager and source of events of a kind: its profile's `controller`, else the group's first word. */
export function controllerOf({ profile, group }: Controlled): string {
  return profile.controller ?? `${group.split(".")[0]}-controller`;
}

/** One text for a reference, whatever its version: `group/Kind/namespace/name`. */
export function nameOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${groupOf(apiVersion)}/${kind}/${namespace ?? ""}/${name}`;
}

/** A reference for people: `Kind/namespace/name`, or `Kind/name`. */
export function sayRef({ kind, namespace, name }: ObjectRef): string {
  return [kind, ...(namespace === undefined ? [] : [namespace]), name].join("/");
}

/** `kustomizations.kustomize.toolkit.fluxcd.io "one" not found`, as the API server says it. */
export function notFound({ apiVersion, kind, name }: ObjectRef): string {
  const plural = kind.toLowerCase().replace(/y$/, "ie").replace(/s$/, "se") + "s";
  const group = groupOf(apiVersion);
  return `${plural}${group === "" ? "" : `.${group}`} "${name}" not found`;
}

/** The same as a cache says it: `GitRepository.source.toolkit.fluxcd.io "src" not found`. */
export function notCached({ apiVersion, kind, name }: ObjectRef): string {
  return `${kind}.${groupOf(apiVersion)} "${name}" not found`;
}
