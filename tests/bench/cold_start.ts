import { fileURLToPath } from "node:url";
import Type from "typebox";
import { readPluginFolder } from "../../core/cli/bundle/folder.ts";
import { Host, type Lend, type Plugin } from "../../core/host/mod.ts";
import { median } from "./median.ts";
import { benchBoot, bundler } from "./plugin.ts";
import type { Figure } from "./queue.ts";

const STARTS = 21;
const samples = [
  { name: "sample plugin", folder: "../fixtures/plugins/source_archive/", bar: 60 },
  { name: "source_git", folder: "../../plugins/source_git/", bar: 150 },
] as const;

/** From a call that has no process yet to its answer, the process's start included: the world answers 304 at once. */
export async function coldStartBench(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, folder, bar } of samples) {
    const value = Math.round(await coldStart(new URL(folder, import.meta.url)));
    const what = `cold start to first answer, p50: ${name}`;
    figures.push({ name: what, value, unit: "ms", bar: `<= ${bar}`, reached: value <= bar });
  }
  return figures;
}

const lend: Lend = () => ({
  calls: {
    "http.download": {
      params: Type.Unknown(),
      run: () => Promise.resolve({ status: 304, headers: {}, url: "", bytes: 0, sha256: "" }),
    },
  },
  close: () => Promise.resolve(),
});

async function coldStart(source: URL): Promise<number> {
  const folder = await Deno.makeTempDir();
  const plugin = await load(source);
  await using host = new Host({ plugins: [plugin], boot: await benchBoot(), folder, lend });
  const spec = { url: "https://example.dev/app" };
  const metadata = { name: "app", namespace: "default" };
  const object = { apiVersion: "v1", kind: "App", metadata, spec };
  const request = { object, spec, have: { "": "main@sha1:0" }, stored: {} };
  const found: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const started = performance.now();
    const call = host.call(plugin.id, "source", "pull", request, { object, tenant: `t${i}` });
    await call.then((answered) => answered[Symbol.asyncDispose](), () => {}); // a failure is an answer too
    found.push(performance.now() - started);
  }
  return median(found);
}

async function load(source: URL): Promise<Plugin> {
  const found = await readPluginFolder(fileURLToPath(source));
  if (!("manifest" in found)) throw new Error(`Cannot read ${source}`);
  const { folder, digest } = await bundler.prepare(found);
  const { manifest } = found;
  return {
    id: manifest.name,
    manifest,
    digest,
    config: {},
    bundle: folder,
    verify: () => Promise.resolve(),
    granted: manifest.needs ?? {},
    shared: false,
    poolSize: 1,
    memoryMiB: manifest.needs?.memoryMiB ?? 64,
    timeoutMs: 60_000,
  };
}
