import { at, groupOf } from "../contract/pointer.ts";
import type { Kind, KubeObject } from "../contract/mod.ts";
import type { Serves } from "schemas/plugin_manifest.ts";
import type { Installed } from "./plugins.ts";

/** The plugin of the kind that serves the object: the one whose `when` asks most, where several would. */
export function findRoute<P extends Installed>(
  plugins: readonly P[],
  kind: Kind,
  object: KubeObject,
): P | undefined {
  let found: { plugin: P; asks: number } | undefined;
  for (const plugin of plugins) {
    if (plugin.manifest.kind !== kind) continue;
    for (const serves of plugin.manifest.serves ?? []) {
      if (!fits(serves, object)) continue;
      const asks = Object.keys(serves.when ?? {}).length;
      if (!found || asks > found.asks) found = { plugin, asks };
    }
  }
  return found?.plugin;
}

function fits({ group, version, kind, when }: Serves, object: KubeObject): boolean {
  return object.kind === kind &&
    object.apiVersion === (group === "" ? version : `${group}/${version}`) &&
    groupOf(object.apiVersion) === group &&
    Object.entries(when ?? {}).every(([pointer, value]) => at(object, pointer) === value);
}
