import type { Api } from "../api.ts";
import { makeTree, textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";
import { compareQuantities, milliValue } from "../types/quantity_compare.ts";
import { type Amounts, amountsAt, podAmounts } from "./amounts.ts";

const note = "kubernetes.io/limit-ranger";

function* rangesOf(api: Api, namespace: string): Generator<Tree> {
  for (const [key, range] of api.store.bucket("/limitranges").objects) {
    if (key.startsWith(`${namespace}/`)) yield range;
  }
}

/** Gives a new Pod's containers the requests and limits that its namespace has for those without. */
export function applyLimitRanges(api: Api, namespace: string, pod: Tree): void {
  for (const range of rangesOf(api, namespace)) {
    let limits: Amounts = {}, requests: Amounts = {};
    for (const limit of treesAt(range, "spec", "limits")) {
      if (limit.type !== "Container") continue;
      limits = { ...limits, ...amountsAt(limit, "default") };
      requests = { ...requests, ...amountsAt(limit, "defaultRequest") };
    }
    const given = [["containers", "container"], ["initContainers", "init container"]].flatMap(
      ([list = "", words]) =>
        treesAt(pod, "spec", list).flatMap((container) => [
          ...filled(container, "requests", requests, `request for ${words}`),
          ...filled(container, "limits", limits, `limit for ${words}`),
        ]),
    );
    if (given.length === 0) continue;
    makeTree(pod, "metadata", "annotations")[note] = `LimitRanger plugin set: ${given.join("; ")}`;
  }
}

/** Fills in what is not set; says so in the words of the annotation. */
function filled(container: Tree, part: string, defaults: Amounts, words: string): string[] {
  const own = treeAt(container, "resources", part);
  const missing = Object.keys(defaults).filter((name) => own[name] === undefined).sort();
  if (missing.length === 0) return [];
  const set = makeTree(container, "resources", part);
  for (const name of missing) set[name] = defaults[name];
  return [`${missing.join(", ")} ${words} ${textAt(container, "name")}`];
}

/** Why the limits of its namespace forbid an object; undefined where they do not. */
export function limitProblem(
  api: Api,
  bucket: string,
  namespace: string,
  object: Tree,
): string | undefined {
  for (const range of rangesOf(api, namespace)) {
    const problems = treesAt(range, "spec", "limits").flatMap((limit) =>
      bucket === "/pods" ? podProblems(limit, object) : claimProblems(limit, object)
    );
    const unique = [...new Set(problems)];
    if (unique.length > 0) return unique.length === 1 ? unique[0] : `[${unique.join(", ")}]`;
  }
  return undefined;
}

function podProblems(limit: Tree, pod: Tree): string[] {
  if (limit.type === "Pod") {
    return problemsOf(limit, podAmounts(pod, "requests"), podAmounts(pod, "limits"));
  }
  if (limit.type !== "Container") return [];
  return [...treesAt(pod, "spec", "containers"), ...treesAt(pod, "spec", "initContainers")]
    .flatMap((container) =>
      problemsOf(
        limit,
        amountsAt(container, "resources", "requests"),
        amountsAt(container, "resources", "limits"),
      )
    );
}

function claimProblems(limit: Tree, claim: Tree): string[] {
  if (limit.type !== "PersistentVolumeClaim") return [];
  const requests = amountsAt(claim, "spec", "resources", "requests");
  return [
    ...named(limit, "min").flatMap(([name, least]) =>
      tooLittle("PersistentVolumeClaim", name, least, requests, {})
    ),
    ...named(limit, "max").flatMap(([name, most]) => {
      const start = `maximum ${name} usage per PersistentVolumeClaim is ${most}`;
      const request = requests[name];
      if (request === undefined) return [`${start}.  No request is specified`];
      return compareQuantities(request, most) > 0 ? [`${start}, but request is ${request}`] : [];
    }),
  ];
}

function named(limit: Tree, field: string): [string, string][] {
  return Object.entries(amountsAt(limit, field)).sort(([a], [b]) => (a < b ? -1 : 1));
}

function problemsOf(limit: Tree, requests: Amounts, limits: Amounts): string[] {
  const type = textAt(limit, "type");
  return [
    ...named(limit, "min").flatMap(([name, least]) =>
      tooLittle(type, name, least, requests, limits)
    ),
    ...named(limit, "max").flatMap(([name, most]) => tooMuch(type, name, most, requests, limits)),
    ...named(limit, "maxLimitRequestRatio").flatMap(([name, ratio]) =>
      tooFar(type, name, ratio, requests, limits)
    ),
  ];
}

function tooLittle(
  type: string,
  name: string,
  least: string,
  requests: Amounts,
  limits: Amounts,
): string[] {
  const start = `minimum ${name} usage per ${type} is ${least}`;
  const request = requests[name], limit = limits[name];
  if (request === undefined) return [`${start}.  No request is specified`];
  if (compareQuantities(request, least) < 0) return [`${start}, but request is ${request}`];
  return limit !== undefined && compareQuantities(limit, least) < 0
    ? [`${start}, but limit is ${limit}`]
    : [];
}

function tooMuch(
  type: string,
  name: string,
  most: string,
  requests: Amounts,
  limits: Amounts,
): string[] {
  const start = `maximum ${name} usage per ${type} is ${most}`;
  const request = requests[name], limit = limits[name];
  if (limit === undefined) return [`${start}.  No limit is specified`];
  if (compareQuantities(limit, most) > 0) return [`${start}, but limit is ${limit}`];
  return request !== undefined && compareQuantities(request, most) > 0
    ? [`${start}, but request is ${request}`]
    : [];
}

function tooFar(
  type: string,
  name: string,
  ratio: string,
  requests: Amounts,
  limits: Amounts,
): string[] {
  const start = `${name} max limit to request ratio per ${type} is ${ratio}`;
  const request = milliValue(requests[name] ?? "0"), limit = milliValue(limits[name] ?? "0");
  if (request === 0) return [`${start}, but no request is specified or request is 0`];
  if (limit === 0) return [`${start}, but no limit is specified or limit is 0`];
  const observed = limit / request;
  return observed * 1000 > milliValue(ratio)
    ? [`${start}, but provided ratio is ${observed.toFixed(6)}`]
    : [];
}
