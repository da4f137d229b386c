/** One delivery of a kind of the tests' own, and its source, in a world of memory. */
import type { Data } from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";
import {
  archiveSource,
  configMap,
  rolloutPipeline,
  rolloutPlugins,
  type Upstream,
} from "./sample_plugins.ts";
import { refTo, thing, World, type WorldOptions } from "./world.ts";

/** The delivery. */
export const ref = refTo("Rollout", "web");
const source = refTo("Archive", "app");

interface SetupOptions extends Partial<WorldOptions> {
  readonly spec?: Data;
  readonly judge?: () => Data;
  readonly further?: readonly PlainPlugin[];
}

/** Starts the world: the delivery has applied two ConfigMaps, `a` and `b`, where nothing was in its way. */
export async function setup({ spec = {}, judge, further = [], ...options }: SetupOptions = {}) {
  const upstream: Upstream = { revision: "main@sha1:1", objects: [configMap("a"), configMap("b")] };
  const plugins = [archiveSource(upstream), ...rolloutPlugins(upstream, judge), ...further];
  const world = new World({ plugins, pipelines: rolloutPipeline, ...options });
  await world.start();
  await world.put(thing("Archive", "app", { interval: "10m" }));
  const sourceRef = { kind: "Archive", name: "app" };
  const interval = { interval: "20m", retryInterval: "30s" };
  await world.put(thing("Rollout", "web", { ...interval, sourceRef, ...spec }));
  const push = async (revision: string, objects = upstream.objects) => {
    Object.assign(upstream, { revision, objects });
    const annotations = { "reconcile.fluxcd.io/requestedAt": revision };
    world.cluster.change(source, { metadata: { annotations } });
    await world.settle();
  };
  const inventory = () => {
    const held = world.status(ref)["inventory"] as { entries: { id: string }[] } | undefined;
    return held?.entries.map(({ id }) => id) ?? [];
  };
  return { world, upstream, push, inventory };
}
