/** A kernel that cannot renew its lease while it applies: it writes nothing after the end, and the next one finishes its work. */
import { assert, assertEquals } from "@std/assert";
import { hasGit } from "../fixtures/git_server.ts";
import { bundles } from "./play.ts";
import {
  checkInventory,
  configMap,
  configMaps,
  declare,
  isReady,
  startScene,
  until,
} from "./scene.ts";

Deno.test({
  name:
    "a kernel whose lease runs out while it applies writes nothing more, and the next one goes on",
  ignore: !hasGit,
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    await using scene = await startScene(bundles);
    const names = Array.from({ length: 20 }, (_, i) => `map-${i}`);
    const files = names.map((name) => [`deploy/${name}.yaml`, configMap(name, "one")] as const);
    const commit = await scene.git.commit(Object.fromEntries(files));
    await declare(scene);
    const taken = Promise.withResolvers<void>();
    // The sixth write is one of the maps; it is answered when the second kernel has taken over.
    const fault = { kind: "stall", until: taken.promise } as const;
    const first = await scene.cluster.run({ nth: 6, fault });
    await until(scene, () => Promise.resolve(scene.cluster.writes.length >= 6));
    const second = await scene.cluster.run(undefined, { keepLeases: true });
    const by = (number: number) => scene.cluster.writes.filter((one) => one.by === number).length;
    await until(scene, () => Promise.resolve(by(second.number) > 0));
    const before = by(first.number);
    taken.resolve();
    await until(scene, () => isReady(scene, commit));
    await Promise.race([first.ended, new Promise((resolve) => setTimeout(resolve, 2000))]);
    assertEquals(by(first.number), before, "the first kernel wrote after its lease was over");
    await checkInventory(scene);
    const found = await configMaps(scene);
    assert(names.every((name) => found.has(`web/${name}`)));
    await Promise.all([first.kill(), second.kill()]);
  },
});
