import type { Kustomization } from "../config/types.ts";
import type { Resource } from "../model/resource.ts";

/** Resources of files that did not change since the last build: nothing but their kind and metadata is needed. */
export interface Stubs {
  /** Whether any resource may be a stub. */
  readonly isPartial: boolean;
  /** Stubs of what is in a file; undefined where it must be read. */
  readonly known: (path: string) => Resource[] | undefined;
  /** Told of what was read. Throws FullBuildNeeded where it does not fit to what was there before. */
  readonly parsed: (path: string, resources: readonly Resource[]) => void;
}

/** Stubs are not enough: the whole must be built. */
export class FullBuildNeeded extends Error {
  override readonly name = "FullBuildNeeded";
}

/** Fields that take values from the bodies of resources, or run what might. */
const READING = [
  "replacements",
  "vars",
  "validators",
  "transformers",
  "generators",
  "openapi",
] as const;

/** Throws FullBuildNeeded where a kustomization looks into resources. */
export function requireBlind(content: Kustomization): void {
  for (const name of READING) {
    const value = content[name];
    if (value === undefined) continue;
    if (("size" in value ? value.size : value.length) > 0) throw new FullBuildNeeded();
  }
}
