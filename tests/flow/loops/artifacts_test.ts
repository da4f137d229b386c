import { assertEquals } from "@std/assert";
import type { Artifact } from "../../../core/reconcile/ports.ts";
import type { Data, KubeObject, Pulled, PullRequest } from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";
import { archiveSource, type Upstream } from "./sample_plugins.ts";
import { refTo, thing, World } from "./world.ts";

const ref = refTo("Generator", "mix");

/** Many in, many out: each of `artifacts` takes contents of the sources, by their alias. */
const generator: PlainPlugin = {
  manifest: {
    name: "generator",
    kind: "source",
    serves: [{ group: "example.dev", version: "v1", kind: "Generator" }],
    profile: {
      controller: "generator-controller",
      finalizer: "example.dev/finalizer",
      inputs: [{ as: "/alias", at: "/spec/sources/*", kind: "/kind", name: "/name" }],
      outputs: "/status/inventory",
      reasons: { ready: "Succeeded" },
    },
  },
  methods: {
    pull({ spec, inputs, have }: PullRequest<Data>): Pulled {
      const names = spec["artifacts"] as readonly string[];
      const revisions = Object.entries(inputs ?? {}).map(([alias, [source]]) =>
        `${alias}=${((source as KubeObject)["status"] as { artifact: Artifact }).artifact.revision}`
      );
      const revision = `latest@${revisions.sort().join("+")}`;
      if (names.every((name) => have[name] === revision)) return { unchanged: true };
      const labels = { "app.kubernetes.io/managed-by": "generator" };
      return {
        outputs: names.map((name) => ({
          name,
          revision,
          labels,
          contents: { kind: "folder", path: name },
        })),
      };
    },
  },
};

async function setup() {
  const upstream: Upstream = { revision: "1", objects: [] };
  const world = new World({ plugins: [archiveSource(upstream), generator] });
  await world.start();
  for (const name of ["one", "two"]) await world.put(thing("Archive", name, { interval: "10m" }));
  const sources = [{ alias: "a", kind: "Archive", name: "one" }, {
    alias: "b",
    kind: "Archive",
    name: "two",
  }];
  await world.put(thing("Generator", "mix", { sources, artifacts: ["x", "y"] }));
  const published = () =>
    world.cluster.all().filter(({ kind }) => kind === "ExternalArtifact").map((object) => {
      const { artifact } = object["status"] as { artifact: Artifact };
      return `${object.metadata.name} ${artifact.revision}`;
    }).sort();
  return { world, upstream, published };
}

Deno.test("many sources become many ExternalArtifacts, owned by their generator and listed in its status", async () => {
  const { world, published } = await setup();
  assertEquals(published(), ["x latest@a=1+b=1", "y latest@a=1+b=1"]);
  const made = world.cluster.all().find(({ metadata }) => metadata.name === "x")!;
  const [owner] = made.metadata["ownerReferences"] as Data[];
  assertEquals([owner!["kind"], owner!["name"], owner!["uid"]], ["Generator", "mix", "uid-of-mix"]);
  assertEquals(made.metadata.labels, { "app.kubernetes.io/managed-by": "generator" });
  assertEquals((made["spec"] as Data)["sourceRef"], {
    apiVersion: "example.dev/v1",
    kind: "Generator",
    name: "mix",
    namespace: "apps",
  });
  const listed = world.status(ref)["inventory"] as Data[];
  assertEquals(listed.map(({ name }) => name), ["x", "y"]);
  const { given } = world.plugins.calls.find(({ id }) => id === "generator")!;
  assertEquals(Object.keys(given.packs!), ["a", "b"]);
});

Deno.test("a changed source makes the generator's artifacts anew, and an unchanged one nothing", async () => {
  const { world, upstream, published } = await setup();
  const puts = world.store.puts.length;
  world.controller.ask(ref, "interval");
  await world.settle();
  assertEquals(world.store.puts.length, puts);
  upstream.revision = "2";
  const annotations = { "reconcile.fluxcd.io/requestedAt": "r1" };
  world.cluster.change(refTo("Archive", "two"), { metadata: { annotations } });
  await world.settle();
  assertEquals(published(), ["x latest@a=1+b=2", "y latest@a=1+b=2"]);
});

Deno.test("an artifact that is no longer named is deleted, and all go with their generator", async () => {
  const { world, published } = await setup();
  world.cluster.change(ref, { spec: { artifacts: ["y"] } });
  await world.settle();
  assertEquals(published(), ["y latest@a=1+b=1"]);
  world.cluster.remove(ref);
  await world.settle();
  assertEquals(published(), []);
  assertEquals([...world.store.kept.keys()].filter((path) => path.startsWith("external")), []);
});
