import { checkerOf, describe } from "schemas/check.ts";
import type { PluginManifest } from "schemas/plugin_manifest.ts";
import type { LogLine } from "../../capability/mod.ts";
import type { Plugin } from "../../host/mod.ts";
import { PluginProcess } from "../../host/process.ts";
import { openPack, writePack } from "../../pack/mod.ts";
import type { Definition } from "../define.ts";
import type { Kind } from "../kinds.ts";
import type { Report } from "schemas/plugin/report.ts";
import { type Calls, callsOf } from "./calls.ts";
import { launchHere } from "./launch.ts";
import { lendWorld, type Seen } from "./lend.ts";
import { readManifest } from "./manifest.ts";
import { bytesOf, type Sent, type World } from "./world.ts";

/** A plugin that runs behind the real channel, with the real checks, in a world of stand-ins. */
export interface Harness<K extends Kind> extends AsyncDisposable {
  /** Each rejects with a `Failure`: the plugin's own, or one of the kernel's, such as `ContractViolation`. */
  readonly calls: Calls<K>;
  /** Calls over the boundary so far, in both directions; log lines do not count. */
  readonly crossings: number;
  /** Requests that left, in order. */
  readonly sent: readonly Sent[];
  readonly log: readonly LogLine[];
  readonly reports: readonly Report[];
  /** Reasons of what the kernel refused. */
  readonly refused: readonly string[];
  /** Calls that the plugin has begun and not ended. */
  readonly running: number;
  /** Names of the methods that the plugin has. */
  readonly methods: readonly string[];
  /** Reads a file that the last answer left in scratch. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Texts of the files in a pack that the last answer left in scratch, by path. */
  readPack(path: string): Readonly<Record<string, string>>;
}

/** Starts a plugin in a world. Rejects where the manifest, the config or the plugin's own start is wrong. */
export async function harness<K extends Kind>(
  definition: Definition<K>,
  world: World,
): Promise<Harness<K>> {
  const manifest = await readManifest(world.manifest);
  await using resources = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "plugin-test-" });
  resources.defer(() => Deno.remove(folder, { recursive: true }));
  const seen: Seen = { sent: [], log: [], refused: [], crossings: 0 };
  const counted = countRuns(definition);
  const process = await PluginProcess.start({
    plugin: pluginOf(manifest, world, folder),
    boot: "",
    folder,
    lend: lendWorld(world, seen),
    redact: (text) => text,
    refused: (reason) => void seen.refused.push(reason),
    printed: () => {},
    startTimeoutMs: 10_000,
    launch: (plan) => launchHere(counted.definition, plan),
  });
  resources.defer(() => process.drain(1000));
  const reports: Report[] = [];
  let scratch = `${folder}/scratch`;
  const calls = callsOf({
    kind: definition.kind,
    world,
    manifest,
    process,
    packs: await layPacks(world, folder),
    seen,
    reports,
    answered: (answered) => scratch = answered.scratch,
  });
  const held = resources.move();
  return {
    calls,
    reports,
    ...seen,
    get crossings() {
      return seen.crossings;
    },
    get running() {
      return counted.running();
    },
    methods: process.said.methods,
    read: (path) => Deno.readFile(`${scratch}/${path}`),
    readPack: (path) => textsOf(`${scratch}/${path}`),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function pluginOf(manifest: PluginManifest, { config = {} }: World, folder: string): Plugin {
  const problems = manifest.config === undefined ? [] : checkerOf(manifest.config).problems(config);
  if (problems.length > 0) throw new Error(`Cannot take the config: ${describe(problems)}`);
  return {
    id: manifest.name,
    manifest,
    config,
    digest: "",
    bundle: folder,
    verify: () => Promise.resolve(),
    granted: manifest.needs ?? {},
    shared: manifest.pure === true,
    poolSize: 1,
    memoryMiB: manifest.needs?.memoryMiB ?? 64,
    timeoutMs: (manifest.timeoutSeconds ?? 60) * 1000,
  };
}

/** The same plugin, whose calls are counted while they run. */
function countRuns<K extends Kind>(definition: Definition<K>) {
  let running = 0;
  type Run = (...given: unknown[]) => unknown;
  const count = (run: Run): Run => async (...given) => {
    running++;
    try {
      return await run(...given);
    } finally {
      running--;
    }
  };
  const create = async (config: never) => {
    const made = await definition.create(config) as unknown as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      Object.entries(made).map(([name, held]) => [
        name,
        typeof held === "function" ? count(held.bind(made) as Run) : held,
      ]),
    );
  };
  return { definition: { ...definition, create } as unknown as Definition, running: () => running };
}

async function layPacks({ files = {} }: World, folder: string): Promise<Record<string, string>> {
  const packs: Record<string, string> = {};
  for (const [as, texts] of Object.entries(files)) {
    packs[as] = `${folder}/${Object.keys(packs).length}.pack`;
    const entries = Object.entries(texts).map(([path, value]) => ({
      path,
      bytes: bytesOf(value),
      executable: false,
    }));
    await writePack(packs[as], entries);
  }
  return packs;
}

function textsOf(path: string): Record<string, string> {
  using pack = openPack(path);
  const paths = [...pack.list("", { recursive: true })].filter(({ type }) => type === "file");
  const decoder = new TextDecoder();
  return Object.fromEntries(paths.map(({ path }) => [path, decoder.decode(pack.read(path))]));
}
