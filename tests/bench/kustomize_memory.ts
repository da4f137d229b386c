import { fileURLToPath } from "node:url";
import { readPluginFolder } from "../../core/cli/bundle/folder.ts";
import { Failure } from "../../core/contract/mod.ts";
import { Host, type Plugin } from "../../core/host/mod.ts";
import { writePack } from "../../core/pack/mod.ts";
import { HOSTILE } from "./kustomize_hostile.ts";
import { benchBoot, bundler } from "./plugin.ts";
import type { Figure } from "./queue.ts";

const BAR_MIB = 256;
const BAR_SECONDS = 5;

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

/** The renderer, bundled as the kernel has it. */
async function renderer(): Promise<Plugin> {
  const found = await readPluginFolder(
    fileURLToPath(new URL("../../plugins/render_kustomize/", import.meta.url)),
  );
  if (!("manifest" in found)) throw new Error("Cannot read the renderer");
  const { manifest } = found;
  const { folder: bundle, digest } = await bundler.prepare(found);
  return {
    ...{ id: manifest.name, manifest, digest, bundle, config: {}, shared: true, poolSize: 1 },
    ...{ granted: manifest.needs ?? {}, memoryMiB: manifest.needs?.memoryMiB ?? 64 },
    ...{ verify: () => Promise.resolve(), timeoutMs: 120_000 },
  };
}

/** What the process of the renderer took for two builds: the second stands beside what the first one left. */
interface Taken {
  readonly mebibytes: number;
  readonly seconds: number;
  /** How many processes it was: one, unless a build killed it. */
  readonly processes: number;
}

async function taken(plugin: Plugin, files: Readonly<Record<string, string>>): Promise<Taken> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-bench-" });
  try {
    await pack(`${folder}/source.pack`, files);
    const lend = () => ({ calls: {}, close: () => Promise.resolve() });
    const host = new Host({ plugins: [plugin], boot: await benchBoot(), folder, lend });
    const pids = new Set<number>();
    let seconds = 0;
    for (let i = 0; i < 2; i++) {
      const started = performance.now();
      await rendered(host, plugin.id, `${folder}/source.pack`);
      seconds = Math.max(seconds, (performance.now() - started) / 1000);
      for (const pid of host.pids(plugin.id)) pids.add(pid);
    }
    const mebibytes = Math.max(...host.pids(plugin.id).map(highest));
    await host.stop(0);
    return { mebibytes, seconds, processes: pids.size };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asks once; a failure is an answer too, as long as it is typed: the kernel takes no object of 10 MiB. */
async function rendered(host: Host, id: string, source: string): Promise<void> {
  const object = { apiVersion: "v1", kind: "App", metadata: { name: "app", namespace: "default" } };
  const given = { object, tenant: "default", packs: { source } };
  const request = { object, spec: { path: "./over" }, answers: [] };
  try {
    await using _ = await host.call(id, "renderer", "render", request, given);
  } catch (error) {
    if (
      !(error instanceof Failure) || !["BuildFailed", "ContractViolation"].includes(error.reason)
    ) throw error;
  }
}

type Trees = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Memory of the renderer's own process for builds of each tree. */
export async function kustomizeMemory(trees: Trees): Promise<Figure[]> {
  const plugin = await renderer();
  const figures: Figure[] = [];
  for (const [name, files] of Object.entries(trees)) {
    const value = Math.ceil((await taken(plugin, files)).mebibytes);
    const reached = value <= BAR_MIB;
    const what = `kustomize: the plugin's process, ${name}`;
    figures.push({ name: what, value, unit: "MiB", bar: `<= ${BAR_MIB}`, reached });
  }
  return figures;
}

/** The longest build and the largest process of all that is hostile. */
export async function kustomizeHostile(): Promise<Figure[]> {
  const plugin = await renderer();
  const all: (Taken & { readonly name: string })[] = [];
  for (const [name, files] of Object.entries(HOSTILE)) {
    all.push({ name, ...await taken(plugin, files) });
  }
  const worst = (part: "mebibytes" | "seconds") =>
    all.reduce((one, other) => other[part] > one[part] ? other : one);
  const [large, slow] = [worst("mebibytes"), worst("seconds")];
  const killed = all.filter(({ processes }) => processes > 1).length;
  return [
    {
      ...{ name: `kustomize: hostile, the largest: ${large.name}`, unit: "MiB" },
      ...{ value: Math.ceil(large.mebibytes), bar: `<= ${BAR_MIB}` },
      reached: large.mebibytes <= BAR_MIB,
    },
    {
      ...{ name: `kustomize: hostile, the slowest: ${slow.name}`, unit: "s" },
      ...{ value: Math.round(slow.seconds * 10) / 10, bar: `<= ${BAR_SECONDS}` },
      reached: slow.seconds <= BAR_SECONDS,
    },
    {
      name: "kustomize: hostile, processes killed",
      value: killed,
      unit: "",
      bar: "0",
      reached: killed === 0,
    },
  ];
}
