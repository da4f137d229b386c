/** A folder that is followed: what is on the disk becomes a revision that everything can refer to. */
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { systemClock } from "../../../core/bus/mod.ts";
import { publishFolder } from "../../../core/cli/local/publish_folder.ts";
import { artifactStore } from "../../../core/reconcile/mod.ts";
import { openPack } from "../../../core/pack/mod.ts";
import { directoryDriver, Store } from "../../../core/store/mod.ts";
import { World } from "./world.ts";

const ref = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "ExternalArtifact",
  namespace: "apps",
  name: "here",
};

interface Artifact {
  readonly path: string;
  readonly url: string;
  readonly revision: string;
  readonly digest: string;
  readonly lastUpdateTime: string;
  readonly size: number;
}

Deno.test({
  name:
    "publishFolder() packs a folder without what is ignored, and again within a second of a change",
  sanitizeOps: false,
  async fn() {
    const folder = await Deno.makeTempDir(), state = await Deno.makeTempDir();
    const write = (path: string, text: string) => Deno.writeTextFile(`${folder}/${path}`, text);
    await Deno.mkdir(`${folder}/.git`);
    await write("app.yaml", "kind: ConfigMap\n");
    await write("notes.txt", "no\n");
    const world = new World({ plugins: [] });
    const kept = new Store({
      driver: directoryDriver(`${state}/store`),
      address: "127.0.0.1:1",
      clock: { now: Date.now },
    });
    await kept.open();
    const store = artifactStore({ store: kept, packs: `${state}/packs` });
    const { cluster, bus } = world;
    const report = (error: unknown) => void world.reports.push(error);
    const kernel = { cluster, bus, store, clock: systemClock, report };
    const revisions: string[] = [];
    let told = Promise.withResolvers<void>();
    const published = (revision: string) => {
      revisions.push(revision);
      told.resolve();
    };
    const options = { folder, owner: ref, ignore: "*.txt\n", published };
    {
      await using _ = await publishFolder(kernel, options);
      const first = world.status(ref)["artifact"] as Artifact;
      assertMatch(first.revision, /^latest@sha256:[0-9a-f]{64}$/);
      const names = async (artifact: Artifact) => {
        using pack = openPack(await store.pack(artifact, new AbortController().signal));
        return [...pack.list()].map(({ path }) => path);
      };
      assertEquals(await names(first), ["app.yaml"]);

      told = Promise.withResolvers();
      const started = performance.now();
      await write("more.yaml", "kind: Secret\n");
      await told.promise;
      assertEquals(performance.now() - started < 1000, true);
      const second = world.status(ref)["artifact"] as Artifact;
      assertNotEquals(second.digest, first.digest);
      assertEquals(await names(second), ["app.yaml", "more.yaml"]);

      // What is ignored, and what git writes for itself, is no news.
      await write(".git/index", "x");
      await write("notes.txt", "still no\n");
      told = Promise.withResolvers();
      await write("app.yaml", "kind: Other\n");
      await told.promise;
    }
    assertEquals(new Set(revisions).size, 3);
    assertEquals(world.reports, []);
    await Promise.all([folder, state].map((path) => Deno.remove(path, { recursive: true })));
  },
});
