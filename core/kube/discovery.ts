import type { Static, TSchema } from "typebox";
import Value from "typebox/value";
import { APIGroupList, APIResourceList, APIVersions, Version } from "schemas/kube_api.ts";
import { isAbsent, NoMatchError } from "./api_error.ts";
import type { Clock } from "./clock.ts";
import type { ApiRequest } from "./requester.ts";

/** How a kind is reached. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural, as in `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
}

/** What a `discover` step finds. */
interface Capabilities {
  /** As in `v1.36.3`. */
  readonly version: string;
  /** As in `v1`, `apps/v1`. */
  readonly apiVersions: readonly string[];
  readonly kinds: readonly Pick<Resource, "apiVersion" | "kind" | "namespaced">[];
}

/** What the cluster serves, asked for one group and version at a time and kept until it is forgotten. */
export type Discovery = ReturnType<typeof createDiscovery>;

type Ask = (request: ApiRequest) => Promise<unknown>;

/** A kind that was not found is not looked for again so soon. */
const missMs = 1_000;

interface Kept {
  readonly at: number;
  readonly resources: Promise<readonly Resource[]>;
}

/** A cache over `ask`; what fails is not kept. */
export function createDiscovery(ask: Ask, clock: Clock) {
  const kept = new Map<string, Kept>();
  const get = async <S extends TSchema>(path: string, schema: S): Promise<Static<S>> => {
    const answer = await ask({ method: "GET", path });
    if (Value.Check(schema, answer)) return answer;
    throw new Error(`Cannot discover the cluster: "${path}" answers something else`);
  };
  /** The cluster's version, as in `v1.36.3`. */
  const version = async () => (await get("/version", Version)).gitVersion;
  const resources = (apiVersion: string) => {
    const known = kept.get(apiVersion);
    if (known) return known.resources;
    const found = isApiVersion(apiVersion)
      ? get(rootOf(apiVersion), APIResourceList)
        .then((answer) => resourcesIn(answer, apiVersion), none)
      : Promise.resolve([]);
    kept.set(apiVersion, { at: clock.now(), resources: found });
    found.catch(() => kept.delete(apiVersion));
    return found;
  };
  return {
    version,
    /** Throws `NoMatchError` where the cluster serves no such kind, after it has looked anew. */
    async resource(apiVersion: string, kind: string): Promise<Resource> {
      const find = async () => (await resources(apiVersion)).find((known) => known.kind === kind);
      const found = await find();
      if (found) return found;
      const at = kept.get(apiVersion)?.at;
      if (at === undefined || clock.now() - at >= missMs) {
        kept.delete(apiVersion);
        const now = await find();
        if (now) return now;
      }
      throw new NoMatchError(apiVersion, kind);
    },
    /** All of it, asked anew through `limited`. A group whose server does not answer has no kinds. */
    async everything(limited: <T>(run: () => Promise<T>) => Promise<T>): Promise<Capabilities> {
      kept.clear();
      const [own, { versions }, { groups }] = await Promise.all([
        version(),
        get("/api", APIVersions),
        get("/apis", APIGroupList),
      ]);
      const named = (groups ?? []).flatMap(({ versions }) => versions ?? []);
      const apiVersions = [...versions ?? [], ...named.map(({ groupVersion }) => groupVersion)];
      const found = await Promise.all(
        apiVersions.map((each) => limited(() => resources(each).catch(() => []))),
      );
      const kinds = found.flat()
        .map(({ apiVersion, kind, namespaced }) => ({ apiVersion, kind, namespaced }));
      return { version: own, apiVersions, kinds };
    },
    /** Forgets one `apiVersion`, or everything: a definition was made, changed or deleted. */
    invalidate: (apiVersion?: string) =>
      apiVersion === undefined ? kept.clear() : kept.delete(apiVersion),
  };
}

/** Whether it has the form of one: what `fetch` would resolve is not asked for. */
function isApiVersion(text: string): boolean {
  const parts = text.split("/");
  return parts.length <= 2 && !parts.some((part) => /^\.{0,2}$/.test(part));
}

/** The path below which the kinds of an `apiVersion` stand, as in `/apis/apps/v1`. */
export function rootOf(apiVersion: string): string {
  const parts = apiVersion.split("/").map(encodeURIComponent);
  return parts.length === 1 ? `/api/${parts[0]}` : `/apis/${parts.join("/")}`;
}

/** An `apiVersion` that is not served has no kinds. */
function none(error: unknown): Resource[] {
  if (isAbsent(error)) return [];
  throw error;
}

/** All kinds of an `apiVersion`, without subresources. */
function resourcesIn(
  { resources }: Static<typeof APIResourceList>,
  apiVersion: string,
): Resource[] {
  return (resources ?? []).filter(({ name }) => !name.includes("/"))
    .map(({ kind, name, namespaced = false }) => ({ apiVersion, kind, name, namespaced }));
}
