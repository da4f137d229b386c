import { assertEquals } from "@std/assert";
import type {
  CheckoutRequest,
  Data,
  EditRequest,
  KubeObject,
  PushRequest,
  ScanRequest,
} from "contract";
import type { PlainPlugin } from "./plain_plugins.ts";
import { archiveSource, type Upstream } from "./sample_plugins.ts";
import { refTo, thing, World } from "./world.ts";

interface Registry {
  tags: readonly string[];
}

function imagePlugins(registry: Registry): readonly PlainPlugin[] {
  const served = (kind: string) => [{ group: "example.dev", version: "v1", kind }];
  return [{
    manifest: {
      name: "scan",
      kind: "scanner",
      serves: served("Repository"),
      profile: { interval: "/spec/interval" },
    },
    methods: {
      scan: (_: ScanRequest) => ({ tags: registry.tags }),
      resolve: ({ tag }: { tag: string }) => ({ digest: `sha256:${"0".repeat(63)}${tag.length}` }),
    },
  }, {
    manifest: {
      name: "newest",
      kind: "selector",
      serves: served("Choice"),
      profile: {
        inputs: [{ as: "repository", at: "/spec/repositoryRef", kind: "Repository" }],
        wakes: [{ kind: "Repository", on: "/status/lastScanResult/revision" }],
      },
    },
    methods: {
      select: ({ tags }: { tags: readonly string[] }) => ({ tag: [...tags].sort().at(-1) }),
    },
  }, {
    manifest: {
      name: "edit",
      kind: "editor",
      serves: served("Automation"),
      profile: {
        interval: "/spec/interval",
        inputs: [
          { as: "source", at: "/spec/sourceRef" },
          { as: "choices", select: "/spec/selector", kind: "Choice", apiVersion: "example.dev/v1" },
        ],
        wakes: [{ kind: "Choice", on: "/status/latestRef" }],
      },
    },
    methods: {
      edit({ inputs }: EditRequest) {
        const tags = (inputs?.["choices"] ?? []).flatMap((one: KubeObject) =>
          ((one["status"] as Data)?.["latestRef"] as { tag: string } | undefined)?.tag ?? []
        );
        const changes = tags.map((tag) => ({ path: "app.yaml", content: btoa(tag) }));
        const author = { name: "bot", email: "bot@example.com" };
        return { changes, message: `use ${tags.join()}`, author, target: { branch: "main" } };
      },
    },
  }];
}

/** A source that can be written to; the first `conflicts` pushes come too late. */
function writable(upstream: Upstream, pushes: string[], conflicts = 0): PlainPlugin {
  const { manifest, methods } = archiveSource(upstream);
  let left = conflicts;
  return {
    manifest,
    methods: {
      ...methods,
      checkout: (_: CheckoutRequest<Data>) => ({
        contents: { kind: "folder", path: "tree" },
        revision: upstream.revision,
      }),
      push({ base, message, changes }: PushRequest<Data>) {
        if (left-- > 0) return { conflict: "somebody was faster" };
        pushes.push(
          `${message} on ${base}: ${changes.map(({ content }) => atob(content!)).join()}`,
        );
        return { pushed: { revision: "abcdef0123456789", branch: "main" } };
      },
    },
  };
}

async function setup({ conflicts = 0 } = {}) {
  const upstream: Upstream = { revision: "main@sha1:1", objects: [] };
  const registry: Registry = { tags: ["1.0", "1.1"] };
  const pushes: string[] = [];
  const plugins = [writable(upstream, pushes, conflicts), ...imagePlugins(registry)];
  const world = new World({ plugins });
  await world.start();
  await world.put(thing("Archive", "app", { interval: "1h" }));
  const sourceRef = { kind: "Archive", name: "app" };
  await world.put(thing("Automation", "bump", { interval: "1h", sourceRef }));
  const repositoryRef = { name: "web" };
  await world.put(
    thing("Choice", "web", { repositoryRef, digestReflectionPolicy: "IfNotPresent" }),
  );
  await world.put(thing("Repository", "web", { interval: "5m", image: "example.com/web" }));
  return { world, registry, pushes };
}

Deno.test("tags are scanned, one is chosen with its digest, and the repository is edited and pushed", async () => {
  const { world, pushes } = await setup();
  const digest = `sha256:${"0".repeat(63)}3`;
  assertEquals(world.status(refTo("Choice", "web"))["latestRef"], {
    name: "example.com/web",
    tag: "1.1",
    digest,
  });
  assertEquals(pushes, ["use 1.1 on main@sha1:1: 1.1"]);
  assertEquals(world.status(refTo("Automation", "bump"))["lastPushCommit"], "abcdef0123456789");
  assertEquals(world.conditions(refTo("Automation", "bump")), [
    "Ready=True/Succeeded: repository up-to-date",
  ]);
  assertEquals(world.events("bump"), [
    "Normal Succeeded: pushed commit 'abcdef0' to branch 'main'",
  ]);
});

Deno.test("a new tag goes all the way; an unchanged list goes nowhere", async () => {
  const { world, registry, pushes } = await setup();
  const writes = world.cluster.writes.length;
  await world.pass(6 * 60_000);
  assertEquals(world.cluster.writes.length, writes);
  registry.tags = ["1.0", "1.1", "1.2"];
  await world.pass(6 * 60_000);
  assertEquals(pushes.at(-1), "use 1.2 on main@sha1:1: 1.2");
  const previous = world.status(refTo("Choice", "web"))["observedPreviousRef"] as { tag: string };
  assertEquals(previous.tag, "1.1");
});

Deno.test("a push that comes too late starts again from a fresh checkout", async () => {
  const { world, pushes } = await setup({ conflicts: 2 });
  assertEquals(pushes.length, 1);
  assertEquals(world.plugins.count("archive", "checkout") >= 3, true);
});
