import type { FluxEvent } from "contract";

/** How Flux calls the object of an event in titles: `kustomization/app.apps`. */
export function titleOf({ involvedObject: { kind, name, namespace } }: FluxEvent): string {
  return `${kind.toLowerCase()}/${name}.${namespace}`;
}

/** The metadata as pairs, in one order. */
export function pairsOf({ metadata = {} }: FluxEvent): readonly (readonly [string, string])[] {
  return Object.entries(metadata);
}

/** `kustomization/app`, and a reason such as `BuildFailed` in words: `build failed`. */
export function nameAndWords({ involvedObject: { kind, name }, reason }: FluxEvent) {
  const words = reason.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(
    /([A-Z])([A-Z][a-z])/g,
    "$1 $2",
  );
  return [`${kind}/${name}`.toLowerCase(), words.toLowerCase()] as const;
}
