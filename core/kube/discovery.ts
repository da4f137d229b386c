import type { Data } from "contract";
import { isAbsent, isData, NoMatchError } from "./api_error.ts";
import type { Clock } from "./clock.ts";
import type { ApiRequest } from "./requester.ts";

/** How a kind is reached. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural, as in `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** The group of an `apiVersion`, with the version that the cluster prefers. */
export interface Group {
  /** Empty for the core group. */
  readonly name: string;
  /** As in `apps/v1`. */
  readonly versions: readonly string[];
  readonly preferred: string;
}

/** What the cluster serves, asked for one group and version at a time and kept until it is forgotten. */
export interface Discovery {
  /** Throws `NoMatchError` where the cluster serves no such kind, after it has looked anew. */
  resource(apiVersion: string, kind: string): Promise<Resource>;
  /** All kinds of an `apiVersion`, without subresources; none where it is not served. */
  resources(apiVersion: string): Promise<readonly Resource[]>;
  groups(): Promise<readonly Group[]>;
  /** The cluster's version, as in `v1.36.3`. */
  version(): Promise<string>;
  /** Forgets one `apiVersion`, or everything: a definition was made, changed or deleted. */
  invalidate(apiVersion?: string): void;
}

/** A kind that was not found is not looked for again so soon. */
const missMs = 1_000;

interface Kept {
  readonly at: number;
  readonly resources: Promise<readonly Resource[]>;
}

/** A cache over `ask`; what fails is not kept. */
export function createDiscovery(
  ask: (request: ApiRequest) => Promise<unknown>,
  clock: Clock,
): Discovery {
  const kept = new Map<string, Kept>();
  const resources = (apiVersion: string) => {
    const known = kept.get(apiVersion);
    if (known) return known.resources;
    const found = fetchResources(ask, apiVersion);
    kept.set(apiVersion, { at: clock.now(), resources: found });
    found.catch(() => kept.delete(apiVersion));
    return found;
  };
  return {
    resources,
    async resource(apiVersion, kind) {
      const find = async () => (await resources(apiVersion)).find((known) => known.kind === kind);
      const found = await find();
      if (found) return found;
      const at = kept.get(apiVersion)?.at;
      if (at !== undefined && clock.now() - at < missMs) throw new NoMatchError(apiVersion, kind);
      kept.delete(apiVersion);
      const now = await find();
      if (now === undefined) throw new NoMatchError(apiVersion, kind);
      return now;
    },
    groups: () => fetchGroups(ask),
    async version() {
      return textOf(dataOf(await ask({ method: "GET", path: "/version" })).gitVersion);
    },
    invalidate: (apiVersion) => apiVersion === undefined ? kept.clear() : kept.delete(apiVersion),
  };
}

/** The path below which the kinds of an `apiVersion` stand, as in `/apis/apps/v1`. */
export function rootOf(apiVersion: string): string {
  const parts = apiVersion.split("/").map(encodeURIComponent);
  return parts.length === 1 ? `/api/${parts[0]}` : `/apis/${parts.join("/")}`;
}

async function fetchResources(
  ask: (request: ApiRequest) => Promise<unknown>,
  apiVersion: string,
): Promise<readonly Resource[]> {
  try {
    const answer = dataOf(await ask({ method: "GET", path: rootOf(apiVersion) }));
    return listOf(answer.resources)
      .filter((item) => !textOf(item.name).includes("/"))
      .map((item) => ({
        apiVersion,
        kind: textOf(item.kind),
        name: textOf(item.name),
        namespaced: item.namespaced === true,
        verbs: Array.isArray(item.verbs) ? item.verbs.map(textOf) : [],
      }));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function fetchGroups(ask: (request: ApiRequest) => Promise<unknown>): Promise<Group[]> {
  const [core, named] = await Promise.all([
    ask({ method: "GET", path: "/api" }),
    ask({ method: "GET", path: "/apis" }),
  ]);
  const versions = dataOf(core).versions;
  const names = Array.isArray(versions) ? versions.map(textOf) : [];
  const groups = listOf(dataOf(named).groups).map((group) => ({
    name: textOf(group.name),
    versions: listOf(group.versions).map((version) => textOf(version.groupVersion)),
    preferred: textOf(dataOf(group.preferredVersion).groupVersion),
  }));
  return [{ name: "", versions: names, preferred: names[0] ?? "v1" }, ...groups];
}

function dataOf(value: unknown): Data {
  return isData(value) ? value : {};
}

function listOf(value: unknown): Data[] {
  return Array.isArray(value) ? value.filter(isData) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
