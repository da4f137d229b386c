/** Plays a story with one fault in it, and judges what is left. */
import { assertEquals } from "@std/assert";
import type { Break, Fault, Kernel } from "./breakable.ts";
import {
  checkInventory,
  configMaps,
  declare,
  find,
  isReady,
  labelled,
  type Scene,
  startScene,
  until,
} from "./scene.ts";
import { stories, type Story } from "./stories.ts";

/** Plays a story; answers the write that was broken, or nothing where there were not so many. */
async function play(story: Story, when: Break): Promise<string | undefined> {
  await using scene = await startScene(bundles);
  if (story.before) await deliver(scene, story);
  const before = await configMaps(scene);
  if (story.live !== true) await story.change(scene);
  const kernel = await scene.cluster.run(when);
  if (story.live) {
    await until(scene, () => isServed(scene), ended(kernel));
    await story.change(scene);
  }
  await until(scene, () => story.over(scene), ended(kernel));
  await kernel.kill();
  const broken = scene.cluster.writes[when.nth - 1]?.what;
  await checkInventory(scene);
  const between = await configMaps(scene);
  await story.then?.(scene);
  const next = await scene.cluster.run();
  await until(scene, () => story.end(scene));
  await next.kill();
  await judge(scene, story, [before, between]);
  return broken;
}

async function deliver(scene: Scene, { before = {}, spec }: Story): Promise<void> {
  const commit = await scene.git.commit(before);
  await declare(scene, spec);
  const kernel = await scene.cluster.run();
  await until(scene, () => isReady(scene, commit));
  await kernel.kill();
}

/** Whether a kernel that was just started has gone over everything: it answered a request. */
async function isServed(scene: Scene): Promise<boolean> {
  const found = await find(scene);
  const handled = (found?.["status"] as { lastHandledReconcileAt?: string }).lastHandledReconcileAt;
  if (handled !== undefined) return true;
  const body = { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } };
  const { apiVersion, kind, metadata: { name, namespace = "" } } = found!;
  const ref = { apiVersion, kind, name, namespace };
  await scene.client.patch(ref, { type: "merge", body }, { fieldManager: "test" });
  return false;
}

function ended(kernel: Kernel): AbortSignal {
  const gone = new AbortController();
  void kernel.ended.then(() => gone.abort());
  return gone.signal;
}

/** Nothing is lost, orphaned, doubled, made anew, or deleted that should not be. */
async function judge(
  scene: Scene,
  { left, kept }: Story,
  former: readonly ReadonlyMap<string, string>[],
): Promise<void> {
  const now = await configMaps(scene);
  assertEquals([...now.keys()].sort(), left);
  for (const name of kept) {
    for (const uids of former.filter((one) => one.has(name))) {
      assertEquals(now.get(name), uids.get(name), `${name} was made anew`);
    }
  }
  const status = (await find(scene))?.["status"] as Status | undefined;
  const entries = status?.inventory?.entries.map(({ id }) => id) ?? [];
  assertEquals(await labelled(scene), entries.sort(), "the inventory is what is owned");
}

interface Status {
  readonly inventory?: { readonly entries: readonly { readonly id: string }[] };
}

/**
 * Plays a story again and again, each time with another write broken, until there is none left: by one of the faults after the
 * other, or by `each` of them. With a stride not every write is broken; without the variable it is one play of each story.
 */
export async function playAll(
  story: Story,
  faults: readonly Fault[],
  { each = false }: { readonly each?: boolean } = {},
): Promise<number> {
  const chosen = stories.indexOf(story);
  if (stride === 0) {
    await playOne(story, { nth: 2 + chosen % 3, fault: faults[chosen % faults.length]! });
    return 1;
  }
  for (let nth = 1, played = 0;; nth += stride) {
    for (const fault of each && stride === 1 ? faults : [faults[played % faults.length]!]) {
      if (await playOne(story, { nth, fault }) === undefined) return played;
      played++;
    }
  }
}

async function playOne(story: Story, when: Break): Promise<string | undefined> {
  return await play(story, when).catch((error) => {
    const said = `${JSON.stringify(when.fault)} at write ${when.nth}`;
    throw new Error(`${story.name}, ${said}: ${error.message}`, { cause: error });
  });
}

/** Every how many-th write is broken: the task `test:faults` breaks each. */
const stride = Number(Deno.env.get("FAULTS_STRIDE") ?? "0");

/** What all kernels share: the plugins are bundled once. */
export const bundles: string = await Deno.makeTempDir({ prefix: "sluice-faults-state-" });
globalThis.addEventListener("unload", () => Deno.removeSync(bundles, { recursive: true }));
