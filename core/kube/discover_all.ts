import type { Discovery, Resource } from "./discovery.ts";
import type { Limiter } from "./limiter.ts";

/** What a `discover` step finds. */
export interface Capabilities {
  /** As in `v1.36.3`. */
  readonly version: string;
  /** As in `v1`, `apps/v1`. */
  readonly apiVersions: readonly string[];
  readonly kinds: readonly Pick<Resource, "apiVersion" | "kind" | "namespaced">[];
}

/** Everything that the cluster serves, asked anew. A group whose server does not answer has no kinds. */
export async function discoverAll(discovery: Discovery, limiter: Limiter): Promise<Capabilities> {
  discovery.invalidate();
  const [version, groups] = await Promise.all([discovery.version(), discovery.groups()]);
  const apiVersions = groups.flatMap(({ versions }) => versions);
  const resources = await Promise.all(
    apiVersions.map((apiVersion) => limiter(() => discovery.resources(apiVersion).catch(() => []))),
  );
  const kinds = resources.flat().map(({ apiVersion, kind, namespaced }) => ({
    apiVersion,
    kind,
    namespaced,
  }));
  return { version, apiVersions, kinds };
}
