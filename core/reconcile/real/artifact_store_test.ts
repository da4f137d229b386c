import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { openPack } from "../../pack/mod.ts";
import { transient } from "../../contract/mod.ts";
import { directoryDriver, Store } from "../../store/mod.ts";
import { artifactStore } from "./artifact_store.ts";
import type { Download } from "./fetched.ts";

/** Our own store, another's, and an artifact of that one. */
async function twoStores(download: (bytes: Uint8Array) => Download) {
  const state = await Deno.makeTempDir();
  const make = async (name: string) => {
    const driver = directoryDriver(`${state}/${name}`);
    const store = new Store({ driver, address: name, clock: { now: Date.now } });
    await store.open();
    return store;
  };
  const [ours, theirs] = [await make("ours"), await make("theirs")];
  await Deno.mkdir(`${state}/content`);
  await Deno.writeTextFile(`${state}/content/a.yaml`, "kind: ConfigMap\n");
  const artifact = await theirs.put({
    ...{ kind: "ExternalArtifact", namespace: "apps", name: "built" },
    contents: { kind: "folder", path: "." },
    root: `${state}/content`,
    revision: "latest@1",
  });
  const response = await theirs.app().request(`/${artifact.path}`);
  const bytes = await response.bytes();
  const store = artifactStore({
    store: ours,
    packs: `${state}/packs`,
    download: download(bytes),
  });
  const packs = async () => (await Array.fromAsync(Deno.readDir(`${state}/packs`))).length;
  return {
    artifact,
    packs,
    pack: (digest = artifact.digest) =>
      store.pack({ ...artifact, digest }, new AbortController().signal),
    [Symbol.asyncDispose]: () => Deno.remove(state, { recursive: true }),
  };
}

const served: (bytes: Uint8Array) => Download = (bytes) => ({ to }) => Deno.writeFile(to, bytes);

Deno.test("artifactStore() fetches an artifact that another store serves, once", async () => {
  let asked = 0;
  await using world = await twoStores((bytes) => async (request) => {
    asked++;
    assertMatch(request.url, /^http:\/\/theirs\/externalartifact\/apps\/built\//);
    await served(bytes)(request);
  });
  using pack = openPack(await world.pack());
  assertEquals([...pack.list()].map(({ path }) => path), ["a.yaml"]);
  await world.pack();
  assertEquals([asked, await world.packs()], [1, 1]);
});

Deno.test("artifactStore() takes no other bytes than the digest says", async () => {
  await using world = await twoStores(served);
  const digest = `sha256:${createHash("sha256").update("other").digest("hex")}`;
  await assertRejects(
    () => world.pack(digest),
    Error,
    `failed to verify archive: computed digest doesn't match provided '${digest}'`,
  );
  assertEquals(await world.packs(), 0);
});

Deno.test("artifactStore() says of an artifact that nobody serves that it is missing", async () => {
  await using world = await twoStores(() => () => Promise.reject(transient("NotFound", "gone")));
  const failure = await assertRejects(() => world.pack()) as Error & { readonly reason?: string };
  assertEquals(failure.reason, "ArtifactMissing");
});
