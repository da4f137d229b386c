import type { HostNeed, Needs } from "schemas/plugin_manifest.ts";
import type { Grant } from "schemas/runtime_config.ts";

export interface Granted {
  /** What the plugin needs and the operator allows. */
  readonly needs: Needs;
  /** What it needs and was not allowed, each with the grant that would allow it. */
  readonly missing: readonly string[];
}

/** A need is granted whole or not at all, each for itself. */
type Rule<K extends keyof Needs> = (
  need: NonNullable<Needs[K]>,
  grant: Grant,
) => { readonly granted?: NonNullable<Needs[K]>; readonly missing: readonly string[] };

const rules: { readonly [K in keyof Needs]-?: Rule<K> } = {
  hosts: (need, { hosts = [] }) => each(need, (one) => hostGranted(one, hosts), sayHost),
  read: (need, { read = [] }) => each(need, (one) => kindGranted(one, read), sayKind("read")),
  list: (need, { list = [] }) => each(need, (one) => kindGranted(one, list), sayKind("list")),
  reveal: (need, { reveal = [] }) =>
    each(
      need,
      ({ at, keys }) =>
        reveal.some((one) => one.at === at && keys.every((key) => one.keys.includes(key))),
      ({ at, keys }) => `reveal ${keys.join(", ")} of the Secret at ${at}`,
    ),
  serviceAccountToken: (need, { serviceAccountToken }) =>
    whole(
      need,
      serviceAccountToken?.audience === need.audience,
      `serviceAccountToken for ${need.audience}`,
    ),
  scratchMiB: (need, { scratchMiB = 0 }) => whole(need, scratchMiB >= need, `scratchMiB ${need}`),
  memoryMiB: (need, { memoryMiB = 0 }) => whole(need, memoryMiB >= need, `memoryMiB ${need}`),
  objects: (need, { objects }) =>
    whole(need, objects === "whole" || objects === need, `objects ${need}`),
  state: (need, { state = false }) => whole(need, !need || state, "state"),
  listen: (need, { listen }) => whole(need, listen === need, `listen ${need}`),
};

/** Needs ∩ grant. A plugin with something missing must not start: the caller says so, by these words. */
export function grantOf(needs: Needs, grant: Grant | "all"): Granted {
  if (grant === "all") return { needs, missing: [] };
  const granted: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const key of Object.keys(needs) as (keyof Needs)[]) {
    const rule = rules[key] as Rule<typeof key>;
    const result = rule(needs[key] as never, grant);
    if (result.granted !== undefined) granted[key] = result.granted;
    missing.push(...result.missing);
  }
  return { needs: granted, missing };
}

function each<T>(needs: readonly T[], allowed: (need: T) => boolean, say: (need: T) => string) {
  return {
    granted: needs.filter(allowed) as T[],
    missing: needs.filter((need) => !allowed(need)).map(say),
  };
}

function whole<T>(need: T, allowed: boolean, say: string) {
  return allowed ? { granted: need, missing: [] } : { missing: [say] };
}

type HostGrant = NonNullable<Grant["hosts"]>[number];
const reach = ["none", "redirects", "any"];

function hostGranted(need: HostNeed, grants: readonly HostGrant[]): boolean {
  return grants.some((grant) => {
    const { host, follow = "any" } = typeof grant === "string" ? { host: grant } : grant;
    const far = reach.indexOf(need.follow ?? "none") <= reach.indexOf(follow);
    return far && (need.host === undefined ? host === "@" : covers(host, need.host));
  });
}

/** Whether a granted name covers the one that is needed: itself, `*`, `*.name`; without a port, every port. */
function covers(granted: string, needed: string): boolean {
  if (granted === "*") return true;
  const [name, port] = split(granted), [want, wantPort] = split(needed);
  if (port !== undefined && port !== wantPort) return false;
  if (!name.startsWith("*.")) return name === want;
  return want.endsWith(name.slice(1)) && want.length > name.length - 1;
}

function split(host: string): [name: string, port: string | undefined] {
  const found = /^(.*?)(?::([0-9]+))?$/.exec(host)!;
  return [found[1]!.toLowerCase(), found[2]];
}

type GroupKind = NonNullable<Needs["read"]>[number];

/** `*` covers every group and every kind; Secrets have to be named. */
function kindGranted(need: GroupKind, grants: readonly GroupKind[]): boolean {
  return grants.some(({ group, kind }) =>
    (group === need.group || group === "*") &&
    (kind === need.kind || (kind === "*" && need.kind !== "Secret"))
  );
}

function sayHost({ host, at, follow }: HostNeed): string {
  const further = follow === undefined || follow === "none" ? "" : ` and what it leads to`;
  if (host !== undefined) return `hosts ${JSON.stringify(host)}${further}`;
  return `hosts "@" (the host that the object names at ${at ?? "/"})${further}`;
}

function sayKind(verb: string) {
  return ({ group, kind }: GroupKind) => `${verb} ${group === "" ? "" : `${group}/`}${kind}`;
}
