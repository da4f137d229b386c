import type { Data } from "contract";
import type { FluxOverlay } from "../lib/kustomize/mod.ts";

/** What a Kustomization says of its build; its CRD has checked the shapes. */
export interface KustomizationSpec extends Data, FluxOverlay {
  readonly path?: string;
  readonly commonMetadata?: Partial<
    Readonly<Record<"labels" | "annotations", Record<string, string>>>
  >;
  readonly postBuild?: {
    readonly substitute?: Readonly<Record<string, string>>;
    readonly substituteFrom?: readonly SubstituteReference[];
    readonly substituteStrategy?: "WithVariables" | "Always";
  };
}

/** A ConfigMap or Secret whose data are variables. */
export interface SubstituteReference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly optional?: boolean;
}
