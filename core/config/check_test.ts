import { assert, assertEquals } from "@std/assert";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import { checkConfig } from "./check.ts";
import { readYaml } from "./document.ts";
import { say } from "./problem.ts";
import { byId, manifests } from "./testdata/manifests.ts";
import { rows } from "./testdata/bad_configs.ts";

/** What a person reads, one line for each mistake. */
function told(text: string, known = manifests): string[] {
  const checked = checkConfig(text, { file: "sluice.yaml", manifests: known });
  return "problems" in checked ? checked.problems.map(say) : [];
}

for (const { claim, text, says } of rows) {
  Deno.test(`checkConfig() ${claim}`, () => assertEquals(told(text), says));
}

Deno.test("checkConfig() fills in every default, and makes milliseconds and absolute paths", () => {
  const text = "plugins: { git: { use: ./git, grant: { hosts: ['@'], scratchMiB: 64 } } }\n";
  const checked = checkConfig(text, { file: "/etc/sluice/sluice.yaml", manifests });
  assert("config" in checked, JSON.stringify(checked));
  assertEquals(checked.config, {
    plugins: {
      git: {
        folder: "/plugins/git",
        granted: { hosts: [{ at: "/spec/url" }], scratchMiB: 64 },
        share: false,
        pool: { size: 1 },
        config: { depth: 1 },
        memoryMiB: 128,
        scratchMiB: 64,
        timeoutMs: 90_000,
      },
    },
    pipelines: {},
    store: { retention: { records: 2, ttl: 60_000 } },
    server: {
      artifacts: { hostname: "0.0.0.0", port: 9090 },
      metrics: { hostname: "0.0.0.0", port: 8080 },
      health: { hostname: "0.0.0.0", port: 9440 },
      webhooks: { hostname: "0.0.0.0", port: 9292 },
      events: false,
    },
    noCrossNamespaceRefs: false,
    noRemoteBases: false,
    requeueDependency: 5_000,
    limits: {
      egress: { deny: [] },
      concurrency: 8,
      perNamespace: 0.5,
      timeouts: { start: 10_000, call: 60_000, idle: 60_000, drain: 30_000 },
      memoryMiB: 128,
    },
    log: { level: "info", encoding: "json" },
  });
});

Deno.test("checkConfig() takes the lockdown keys by Flux's names, and a shard's selector", () => {
  const settled = (text: string) => {
    const checked = checkConfig(`plugins: {}\n${text}`, { file: "sluice.yaml", manifests });
    assert("config" in checked, JSON.stringify(checked));
    const { config } = checked;
    return {
      refs: config.noCrossNamespaceRefs,
      bases: config.noRemoteBases,
      account: config.defaultServiceAccount,
      selector: config.watchLabelSelector,
      again: config.requeueDependency,
    };
  };
  const locked = `noCrossNamespaceRefs: true
noRemoteBases: true
defaultServiceAccount: default
watchLabelSelector: "!sharding.fluxcd.io/key"
requeueDependency: 30s
`;
  const absent = { refs: false, bases: false, account: undefined, selector: undefined, again: 5e3 };
  assertEquals(settled(locked), {
    refs: true,
    bases: true,
    account: "default",
    selector: "!sharding.fluxcd.io/key",
    again: 30_000,
  });
  assertEquals(settled(""), absent);
  assertEquals(settled("shard: { selector: a=b }\n"), { ...absent, selector: "a=b" });
});

Deno.test("checkConfig() takes paths from the file's folder, and a kind in both spellings", () => {
  const text = `
plugins: { plain: { use: ./plain }, ssa: { use: /opt/ssa } }
pipelines: { Kustomization.kustomize.example: { render: [plain], apply: ssa } }
cluster: { kubeconfig: kube/config }
store: { directory: ../store }
server: { metrics: false, health: "[::1]:9440" }
`;
  const checked = checkConfig(text, { file: "/etc/sluice/sluice.yaml", manifests });
  assert("config" in checked, JSON.stringify(checked));
  const { pipelines, cluster, store, server } = checked.config;
  assertEquals(Object.keys(pipelines), ["kustomize.example/Kustomization"]);
  assertEquals(cluster, { kubeconfig: "/etc/sluice/kube/config" });
  assertEquals(store.directory, "/etc/store");
  assertEquals(server.metrics, false);
  assertEquals(server.health, { hostname: "::1", port: 9440 });
});

Deno.test("checkConfig() lets two plugins share a kind that they tell apart by a field", () => {
  const provider = { group: "n.example", version: "v1", kind: "Provider" };
  const notifier = (type: string): Partial<PluginManifest> => ({
    kind: "notifier",
    serves: [{ ...provider, when: { "/spec/type": type } }],
  });
  const known = byId({ a: notifier("slack"), b: notifier("teams") });
  assertEquals(told("plugins: { a: { use: a }, b: { use: b } }\n", known), []);
});

Deno.test("checkConfig() tells the mistakes of a plugin's own manifest with its own file and line", () => {
  const problem = {
    file: "/plugins/x/plugin.yaml",
    line: 3,
    column: 7,
    path: "kind",
    message: "m",
  };
  const known = new Map([["x", { problems: [problem] }]]);
  assertEquals(told("plugins: { x: { use: x } }\n", known), [
    "/plugins/x/plugin.yaml:3:7: kind: m",
  ]);
});

Deno.test("checkConfig() tells that a file is too large before it is parsed", () => {
  assertEquals(told("#".repeat(1024 * 1024 + 1)), ["sluice.yaml:1:1: is larger than 1 MiB"]);
});

Deno.test("checkConfig() answers an alias bomb in bounded time", () => {
  const line = (i: number) => `${name(i)}: &${name(i)} [${`*${name(i - 1)}, `.repeat(20)}]\n`;
  const name = (i: number) => `k${i}`;
  const bomb = `k0: &k0 [x]\n${Array.from({ length: 12 }, (_, i) => line(i + 1)).join("")}`;
  assertEquals(told(bomb), [
    "sluice.yaml:1:1: is no YAML: Excessive alias count indicates a resource exhaustion attack",
  ]);
});

Deno.test("readYaml() takes time for each key, not for each pair of them", () => {
  const time = (keys: number) => {
    const text = Array.from({ length: keys }, (_, i) => `k${i}: 1`).join("\n");
    const started = performance.now();
    assertEquals(readYaml(text, "sluice.yaml").problems, []);
    return performance.now() - started;
  };
  time(1000);
  const few = time(4000), many = time(32_000);
  assert(many < 30 * few, `${many} ms for eight times what took ${few} ms`);
});

Deno.test("the example of the README is in order", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", import.meta.url));
  const [, example] = /```yaml\n(.*?)```/s.exec(readme)!;
  const known = byId({
    git: { needs: { hosts: [{ at: "/spec/url" }], scratchMiB: 256 }, config: {} },
    plain: { kind: "renderer", pure: true },
    ssa: { kind: "applier" },
    kstatus: { kind: "health" },
  });
  assertEquals(told(example!, known), []);
});

/** Schemas that a hostile manifest may hold, and what a person reads of `config: { a: 1 }`. */
const hostile: readonly [Record<string, unknown>, string[]][] = [
  [{ $ref: "#" }, [
    "sluice.yaml:1:33: plugins.x.config: cannot be checked by the schema of x: Maximum call stack size exceeded",
  ]],
  [{ properties: { a: true, b: null } }, []],
  [{ properties: { a: false } }, [
    "sluice.yaml:1:38: plugins.x.config.a: schema is false",
  ]],
  [{ properties: { a: { $ref: "#/nowhere" } } }, [
    "sluice.yaml:1:38: plugins.x.config.a: schema is false",
  ]],
];

for (const [config, says] of hostile) {
  Deno.test(`checkConfig() survives the options' schema ${JSON.stringify(config)}`, () => {
    const known = byId({ x: { kind: "gate", config } });
    assertEquals(told("plugins: { x: { use: x, config: { a: 1 } } }\n", known), says);
  });
}
