import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { Failure } from "../../core/contract/mod.ts";
import { createBundler } from "../../core/cli/bundle/bundler.ts";
import { readPluginFolder } from "../../core/cli/bundle/folder.ts";
import { Host, type Plugin } from "../../core/host/mod.ts";
import { type PackedFile, writePack } from "../../core/pack/mod.ts";
import { HOSTILE, type HostileChart } from "./tables/helm_hostile.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** Bounds that are passed soon: what is tested is that they hold. */
const LIMITS = { steps: 2_000_000, output: 50_000_000, seconds: 5 };
/** What a process may take that is stopped by its own bounds: many times these, as the machine may be busy. */
const TIMEOUT_MS = 60_000;
const CHART = "apiVersion: v2\nname: evil\nversion: 1.0.0\n";
const object = {
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: "evil", namespace: "prod" },
};

/** The renderer as it is shipped, bundled, in a process of its own. */
async function withRenderer(
  work: (render: (chart: HostileChart) => Promise<unknown>, told: () => string[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const bundler = createBundler(`${folder}/bundles`);
  const found = await readPluginFolder(path("../../plugins/render_helm"));
  if ("problems" in found) throw new Error(JSON.stringify(found.problems));
  const [{ folder: bundle, digest }, boot] = await Promise.all([
    bundler.prepare(found),
    bundler.prepareModule(path("../../core/host/boot.ts")),
  ]);
  const plugin: Plugin = {
    id: "helm",
    manifest: found.manifest,
    digest,
    bundle,
    config: { limits: LIMITS },
    verify: () => Promise.resolve(),
    granted: found.manifest.needs ?? {},
    shared: true,
    poolSize: 1,
    memoryMiB: found.manifest.needs?.memoryMiB ?? 64,
    timeoutMs: TIMEOUT_MS,
  };
  const changes: string[] = [];
  const host = new Host({
    plugins: [plugin],
    boot,
    folder: `${folder}/run`,
    lend: () => ({ calls: {}, close: () => Promise.resolve() }),
    hooks: { changed: ({ state }) => void changes.push(state) },
  });
  try {
    await work((chart) => render(host, chart, `${folder}/chart.pack`), () => changes);
  } finally {
    await host.stop(0);
    await new Deno.Command("chmod", { args: ["-R", "u+w", folder] }).output();
    await Deno.remove(folder, { recursive: true });
  }
}

function filesOf({ template = "a: b", values = "", files = {} }: HostileChart): PackedFile[] {
  const all: Record<string, string | Uint8Array> = "evil.tgz" in files
    ? files
    : { "Chart.yaml": CHART, "templates/a.yaml": template, "values.yaml": values, ...files };
  const encoder = new TextEncoder();
  return Object.keys(all).sort().map((path) => {
    const data = all[path]!;
    const bytes = typeof data === "string" ? encoder.encode(data) : new Uint8Array(data);
    return { path, bytes, executable: false };
  });
}

/** What the kernel gets for a chart: objects, or a failure. */
async function render(host: Host, chart: HostileChart, pack: string): Promise<unknown> {
  await writePack(pack, filesOf(chart));
  const request = {
    object,
    spec: {},
    values: chart.given ?? {},
    answers: [{ id: "discovery", found: {} }],
  };
  try {
    const given = { object, tenant: "prod", packs: { chart: pack } };
    await using answered = await host.call("helm", "renderer", "render", request, given);
    return answered.answer;
  } catch (error) {
    return error;
  }
}

const honest: HostileChart = {
  name: "honest",
  template: "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n",
  says: /^$/,
};

Deno.test({
  name: "hostile charts fail by an error of a type, and their process lives on",
  ignore: Deno.build.os !== "linux",
  fn: (t) =>
    withRenderer(async (render, told) => {
      for (const make of HOSTILE) {
        const chart = make();
        await t.step(chart.name, async () => {
          const outcome = await render(chart);
          assert(outcome instanceof Failure, JSON.stringify(outcome)?.slice(0, 500));
          assertEquals(outcome.reason, "BuildFailed", outcome.message.slice(0, 500));
          assertMatch(outcome.message, chart.says);
        });
      }
      assertEquals("objects" in (await render(honest) as object), true);
      assertEquals(told(), ["starting", "ready"]);
      assertEquals(({} as Record<string, unknown>)["polluted"], undefined);
    }),
});
