import type { Schema } from "../merge/schema.ts";
import type { ResourceMap } from "../model/resource_map.ts";
import type { Loader } from "../source/loader.ts";

/** What a transformer may use besides its settings. */
export interface TransformContext {
  readonly loader: Loader;
  /** The types that strategic merge knows, which a kustomization may replace for the whole build. */
  readonly schema: () => Schema;
}

/** Changes the resources of a build. Throws KustomizeError. */
export type Transform = (map: ResourceMap) => void;
