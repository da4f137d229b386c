import { fileURLToPath } from "node:url";
import { readPluginFolder } from "../../core/host/folder.ts";
import { Host } from "../../core/host/mod.ts";
import { writePack } from "../../core/pack/mod.ts";
import { benchBoot, bundler } from "./plugin.ts";
import type { Figure } from "./queue.ts";

const BAR_MIB = 256;

/** The most that a process has had in memory, in MiB; Linux says it. */
function highest(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1024;
}

/** Files as a pack, in the order that packs have. */
async function pack(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const encoder = new TextEncoder();
  const sorted = Object.keys(files).sort();
  await writePack(
    path,
    sorted.map((name) => ({
      path: name,
      bytes: encoder.encode(files[name]),
      executable: false,
    })),
  );
}

/** What the renderer's own process takes for builds of each tree, one after the other. */
export async function kustomizeMemory(
  trees: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Figure[]> {
  const found = await readPluginFolder(
    fileURLToPath(new URL("../../plugins/render_kustomize/", import.meta.url)),
  );
  if (!("manifest" in found)) throw new Error("Cannot read the renderer");
  const { manifest } = found;
  const { folder: bundle, digest } = await bundler.prepare(found);
  const plugin = {
    ...{ id: manifest.name, manifest, digest, bundle, config: {}, shared: true, poolSize: 1 },
    ...{ granted: manifest.needs ?? {}, memoryMiB: manifest.needs?.memoryMiB ?? 64 },
    ...{ verify: () => Promise.resolve(), timeoutMs: 120_000 },
  };
  const figures: Figure[] = [];
  for (const [name, files] of Object.entries(trees)) {
    const folder = await Deno.makeTempDir({ prefix: "sluice-bench-" });
    try {
      await pack(`${folder}/source.pack`, files);
      const lend = () => ({ calls: {}, close: () => Promise.resolve() });
      const host = new Host({ plugins: [plugin], boot: await benchBoot(), folder, lend });
      const value = Math.ceil(await rendered(host, manifest.name, `${folder}/source.pack`));
      await host.stop(0);
      const what = `kustomize: the plugin's process, ${name}`;
      figures.push({
        name: what,
        value,
        unit: "MiB",
        bar: `<= ${BAR_MIB}`,
        reached: value <= BAR_MIB,
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  return figures;
}

/** Two builds, as the second stands beside what the first one left; gives the process's highest. */
async function rendered(host: Host, id: string, source: string): Promise<number> {
  const object = { apiVersion: "v1", kind: "App", metadata: { name: "app", namespace: "default" } };
  const spec = { path: "./over" };
  const given = { object, tenant: "default", packs: { source } };
  for (let i = 0; i < 2; i++) {
    await using answered = await host.call(
      id,
      "renderer",
      "render",
      { object, spec, answers: [] },
      given,
    );
    if (!("objects" in answered.answer)) throw new Error("Cannot measure: nothing was built");
  }
  return Math.max(...host.pids(id).map(highest));
}
