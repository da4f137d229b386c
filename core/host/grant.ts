import type { HostNeed, Needs } from "schemas/plugin_manifest.ts";
import type { Grant } from "schemas/runtime_config.ts";
import { nameMatches, splitPort } from "../capability/vetting.ts";

export interface Granted {
  /** What the plugin needs and the operator allows. */
  readonly needs: Needs;
  /** What it needs and was not allowed, each with the grant that would allow it. */
  readonly missing: readonly string[];
}

/** What a grant says of one need, or of one entry of a list of them. */
interface Rule<T> {
  allows(need: T, grant: Grant): boolean;
  say(need: T): string;
}

type Entry<T> = T extends readonly (infer E)[] ? E : T;

const rules: { readonly [K in keyof Needs]-?: Rule<Entry<NonNullable<Needs[K]>>> } = {
  hosts: { allows: (need, { hosts = [] }) => hostGranted(need, hosts), say: sayHost },
  read: { allows: (need, { read = [] }) => kindGranted(need, read), say: sayKind("read") },
  list: { allows: (need, { list = [] }) => kindGranted(need, list), say: sayKind("list") },
  reveal: {
    allows: ({ at, keys }, { reveal = [] }) =>
      reveal.some((one) => one.at === at && keys.every((key) => one.keys.includes(key))),
    say: ({ at, keys }) => `reveal ${keys.join(", ")} of the Secret at ${at}`,
  },
  serviceAccountToken: {
    allows: ({ audience }, { serviceAccountToken }) => serviceAccountToken?.audience === audience,
    say: ({ audience }) => `serviceAccountToken for ${audience}`,
  },
  scratchMiB: {
    allows: (need, { scratchMiB = 0 }) => scratchMiB >= need,
    say: (need) => `scratchMiB ${need}`,
  },
  memoryMiB: {
    allows: (need, { memoryMiB = 0 }) => memoryMiB >= need,
    say: (need) => `memoryMiB ${need}`,
  },
  objects: {
    allows: (need, { objects }) => objects === "whole" || objects === need,
    say: (need) => `objects ${need}`,
  },
  state: { allows: (need, { state = false }) => !need || state, say: () => "state" },
  listen: { allows: (need, { listen }) => listen === need, say: (need) => `listen ${need}` },
};

/** Needs ∩ grant, each granted whole or not at all. A plugin with something missing must not start: the caller says so, by these words. */
export function grantOf(needs: Needs, grant: Grant | "all"): Granted {
  if (grant === "all") return { needs, missing: [] };
  const granted: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [key, need] of Object.entries(needs)) {
    const { allows, say } = rules[key as keyof Needs] as Rule<unknown>;
    const [kept, refused] = partition([need].flat(), (one) => allows(one, grant));
    if (Array.isArray(need)) granted[key] = kept;
    else if (kept.length > 0) granted[key] = need;
    missing.push(...refused.map(say));
  }
  return { needs: granted, missing };
}

function partition<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

type HostGrant = NonNullable<Grant["hosts"]>[number];
const reach = ["none", "redirects", "any"];

/** A name that is granted covers itself, `*` and `*.name` what they match; without a port, every port. */
function hostGranted(need: HostNeed, grants: readonly HostGrant[]): boolean {
  return grants.some((grant) => {
    const { host, follow = "any" } = typeof grant === "string" ? { host: grant } : grant;
    if (reach.indexOf(need.follow ?? "none") > reach.indexOf(follow)) return false;
    if (need.host === undefined) return host === "@";
    const own = splitPort(host.toLowerCase()), wanted = splitPort(need.host.toLowerCase());
    return (own.port ?? wanted.port) === wanted.port && nameMatches(own.host, wanted.host);
  });
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
