import type { FluxEvent } from "contract";

/** How Flux calls the object of an event in titles: `kustomization/app.apps`. */
export function titleOf({ involvedObject: { kind, name, namespace } }: FluxEvent): string {
  return `${kind.toLowerCase()}/${name}.${namespace}`;
}
