import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "yaml";
import type { Definition } from "contract";
import { Dispatcher } from "../../../core/reconcile/dispatch/dispatch.ts";
import { webhookServer } from "../../../core/reconcile/receive/hook.ts";
import type { PlainPlugin } from "./plain_plugins.ts";
import { refTo, thing, World } from "./world.ts";

const notification = "notification.toolkit.fluxcd.io";

/** Five plugins as somebody else would write them: a manifest and a module that imports the contract. */
const folders: Readonly<Record<string, readonly [manifest: string, module: string]>> = {
  "shelf": [
    `kind: source
serves: [{ group: shelf.example.org, version: v1, kind: Shelf }]
profile: { interval: /spec/interval, finalizer: shelf.example.org/finalizer }
`,
    `import { plugin } from "contract";
export default plugin("source", () => ({
  pull: ({ spec }) => Promise.resolve({
    outputs: [{ name: spec.name, revision: spec.revision, contents: { kind: "folder", path: "." } }],
    report: { events: [{ type: "Normal", severity: "info", reason: "Shelved", message: "a book" }] },
  }),
}));`,
  ],
  "leaflet": [
    `kind: renderer
`,
    `import { plugin } from "contract";
export default plugin("renderer", () => ({
  render: ({ object }) => ({
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "leaf", namespace: object.metadata.namespace } }],
  }),
}));`,
  ],
  "courier": [
    `kind: applier
serves: [{ group: courier.example.org, version: v1, kind: Parcel }]
profile:
  interval: /spec/interval
  finalizer: courier.example.org/finalizer
  inputs: [{ as: source, at: /spec/from }]
  reasons: { ready: Delivered }
`,
    `import { plugin } from "contract";
export default plugin("applier", () => ({
  next: ({ results, set, inventory, purpose }) => results ? { done: true } : {
    steps: [[purpose === "delete" ? { do: "delete", refs: inventory } : { do: "apply", targets: set.map((_, i) => i) }]],
  },
}));`,
  ],
  "bell": [
    `kind: notifier
serves: [{ group: ${notification}, version: v1beta3, kind: Provider, when: { /spec/type: bell } }]
`,
    `import { plugin } from "contract";
export default plugin("notifier", () => ({
  send: ({ event }) => {
    globalThis.rung = [...globalThis.rung ?? [], event.involvedObject.kind + " " + event.reason];
    return Promise.resolve({});
  },
}));`,
  ],
  "doormat": [
    `kind: receiver
serves: [{ group: ${notification}, version: v1, kind: Receiver, when: { /spec/type: doormat } }]
profile: { interval: /spec/interval, finalizer: finalizers.fluxcd.io }
`,
    `import { plugin } from "contract";
export default plugin("receiver", () => ({
  accept: () => Promise.resolve({ refused: false, event: "knock" }),
}));`,
  ],
};

async function load(root: string, name: string): Promise<PlainPlugin> {
  const [manifest, module] = folders[name]!;
  const folder = `${root}/${name}`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/plugin.yaml`, `name: ${name}\n${manifest}`);
  await Deno.writeTextFile(`${folder}/mod.ts`, module);
  const { default: definition } = await import(`file://${folder}/mod.ts`) as {
    default: Definition;
  };
  return {
    manifest: parse(await Deno.readTextFile(`${folder}/plugin.yaml`)),
    methods: await definition.create({}),
  };
}

Deno.test("a source, a delivery, a notifier and a receiver of a folder elsewhere work, and nothing else changes", async () => {
  const root = await Deno.makeTempDir();
  try {
    const plugins = await Promise.all(Object.keys(folders).map((name) => load(root, name)));
    const pipelines = { "courier.example.org/Parcel": { render: ["leaflet"], apply: "courier" } };
    const world = new World({ plugins, pipelines });
    using _dispatcher = new Dispatcher(world.controller);
    await world.start();
    const at = (apiVersion: string, object: ReturnType<typeof thing>) => ({
      ...object,
      apiVersion,
    });
    await world.put(at(`${notification}/v1beta3`, thing("Provider", "bell", { type: "bell" })));
    const eventSources = [{ kind: "Shelf", name: "*" }, { kind: "Parcel", name: "*" }];
    const alert = thing("Alert", "all", { eventSources, providerRef: { name: "bell" } });
    await world.put(at(`${notification}/v1beta3`, alert));
    const shelf = thing("Shelf", "books", { interval: "1h", name: "atlas", revision: "r1" });
    await world.put(at("shelf.example.org/v1", shelf));
    const from = { kind: "ExternalArtifact", name: "atlas" };
    await world.put(
      at("courier.example.org/v1", thing("Parcel", "post", { interval: "1h", from })),
    );
    const resources = [{ kind: "Shelf", name: "books" }];
    const receiver = thing("Receiver", "door", { type: "doormat", interval: "10m", resources });
    await world.put(at(`${notification}/v1`, receiver));

    const parcel = { ...refTo("Parcel", "post"), apiVersion: "courier.example.org/v1" };
    assertEquals(world.conditions(parcel), ["Ready=True/Delivered: Applied revision: r1"]);
    assertEquals(world.cluster.writes.filter((one) => one.includes("ConfigMap")), [
      "apply ConfigMap/apps/leaf",
    ]);
    const rung = (globalThis as unknown as { rung: string[] }).rung;
    const door = { ...refTo("Receiver", "door"), apiVersion: `${notification}/v1` };
    const path = String(world.status(door)["webhookPath"]);
    const pulls = world.plugins.count("shelf", "pull");
    assertEquals(
      (await webhookServer(world.controller).request(path, { method: "POST" })).status,
      200,
    );
    await world.settle();
    assertEquals(world.plugins.count("shelf", "pull"), pulls + 1);
    assertStringIncludes(rung.join(), "Shelf Shelved");
    assertEquals(world.reports, []);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
