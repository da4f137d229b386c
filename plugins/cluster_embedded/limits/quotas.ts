import { type Api, timestamp } from "../api.ts";
import { trackUpdate } from "../apply/ownership.ts";
import { textAt, type Tree, treeAt } from "../json/tree.ts";
import { keyOf, type Resource } from "../registry/resource.ts";
import { typingOf } from "../registry/typing.ts";
import { compareQuantities } from "../types/quantity_compare.ts";
import { added, type Amounts, amountsAt, excess } from "./amounts.ts";
import { inScope, unsaid, usageOf } from "./usage.ts";

const bucket = "/resourcequotas";

/** The names under which objects of a bucket may be counted: those of `hard` that a usage has too. */
function masked(amounts: Amounts, names: readonly string[]): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => names.includes(name)));
}

/** What the objects of a namespace use of what a quota limits. */
export function quotaUse(api: Api, quota: Tree): Amounts {
  const names = Object.keys(treeAt(quota, "spec", "hard"));
  const namespace = textAt(quota, "metadata", "namespace");
  let used: Amounts = Object.fromEntries(names.map((name) => [name, "0"]));
  for (const counted of bucketsOf(api, names)) {
    for (const [key, object] of api.store.bucket(counted).objects) {
      if (!key.startsWith(`${namespace}/`) || !inScope(counted, object, quota)) continue;
      used = added(used, masked(usageOf(counted, object), names));
    }
  }
  return used;
}

/** The buckets whose objects some names of a quota are about. */
function bucketsOf(api: Api, names: readonly string[]): Set<string> {
  const buckets = new Set(["/pods", "/services", "/persistentvolumeclaims"]);
  for (const { bucket: own, namespaced } of api.registry.all()) {
    const [group = "", plural = ""] = own.split("/");
    const count = `count/${plural}${group === "" ? "" : `.${group}`}`;
    if (namespaced && (names.includes(count) || (group === "" && names.includes(plural)))) {
      buckets.add(own);
    }
  }
  return buckets;
}

/** A write that quotas judge. */
interface Judged {
  readonly resource: Resource;
  readonly namespace: string;
  readonly object: Tree;
  readonly old?: Tree;
  readonly dryRun: boolean;
}

/**
 * Why the quotas of its namespace forbid a write; undefined where they do not, and then what it uses
 * is written into them.
 */
export function chargeQuotas(api: Api, judged: Judged): string | undefined {
  const charges: (() => void)[] = [];
  const quotas = [...api.store.bucket(bucket).objects].filter(([key]) =>
    key.startsWith(`${judged.namespace}/`)
  ).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, quota] of quotas) {
    const result = judge(api, quota, judged);
    if (typeof result === "string") return result;
    if (result !== undefined) charges.push(result);
  }
  if (!judged.dryRun) { for (const charge of charges) charge(); }
  return undefined;
}

/** The refusal of one quota, or how it is charged. */
function judge(api: Api, quota: Tree, judged: Judged): string | (() => void) | undefined {
  const { resource, object, old } = judged, name = textAt(quota, "metadata", "name");
  const hard = amountsAt(quota, "status", "hard"), used = amountsAt(quota, "status", "used");
  if (!inScope(resource.bucket, object, quota)) return undefined;
  const usage = usageOf(resource.bucket, object), names = Object.keys(hard);
  const silent = resource.bucket === "/pods" && old === undefined
    ? unsaid(object, names)
    : undefined;
  if (silent !== undefined) return `failed quota: ${name}: ${silent}`;
  const before = old === undefined || !inScope(resource.bucket, old, quota)
    ? {}
    : usageOf(resource.bucket, old);
  const asked = nonZero(masked(excess(usage, before), names));
  if (Object.keys(asked).length === 0) return undefined;
  const unknown = Object.keys(asked).filter((item) => used[item] === undefined).sort();
  if (unknown.length > 0) {
    return `status unknown for quota: ${name}, resources: ${unknown.join(",")}`;
  }
  const next = added(used, asked);
  const over = Object.keys(asked).filter((item) => compareQuantities(next[item]!, hard[item]!) > 0);
  if (over.length === 0) return () => write(api, quota, next);
  return `exceeded quota: ${name}, requested: ${shown(asked, over)}, used: ${
    shown(used, over)
  }, limited: ${shown(hard, over)}`;
}

function nonZero(amounts: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).filter(([, value]) => compareQuantities(value, "0") !== 0),
  );
}

function shown(amounts: Amounts, names: readonly string[]): string {
  return [...names].sort().map((name) => `${name}=${amounts[name]}`).join(",");
}

/** The server itself writes what is used into the status. */
function write(api: Api, quota: Tree, used: Amounts): void {
  const metadata = treeAt(quota, "metadata"),
    resource = api.registry.find("", "v1", "resourcequotas");
  const next: Tree = {
    ...quota,
    metadata: { ...metadata },
    status: { ...treeAt(quota, "status"), used },
  };
  if (resource !== undefined) {
    const writer = { manager: "kube-apiserver", subresource: "status", now: timestamp(api.now()) };
    trackUpdate(typingOf(api, resource, "status"), quota, next, writer);
  }
  api.store.put(bucket, keyOf(String(metadata.namespace), String(metadata.name)), next);
}
