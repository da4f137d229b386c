import { fileURLToPath } from "node:url";
import type { Broker } from "../../capability/mod.ts";
import type { Kind } from "../../contract/mod.ts";
import { createBundler } from "../../cli/bundle/bundler.ts";
import { Host, type HostOptions } from "../host.ts";
import type { Given, Plugin } from "../plugins.ts";

/** A host of real processes, with what it told. */
export interface Bench {
  readonly host: Host;
  /** `plugin state` for each change, and `refused reason` for each refusal. */
  readonly told: string[];
  readonly folder: string;
  /** A plugin whose one file is `code`. */
  plugin(kind: Kind, code: string, more?: Partial<Plugin>): Promise<Plugin>;
  restartWith(plugins: readonly Plugin[]): Promise<void>;
}

const boot = fileURLToPath(new URL("../boot.ts", import.meta.url));
let bundled: Promise<string> | undefined;
const top = await Deno.makeTempDir({ prefix: "host-test-" });
globalThis.addEventListener("unload", () => Deno.removeSync(top, { recursive: true }));

/** The trusted boot, bundled once for all tests of a file. */
export function bundledBoot(): Promise<string> {
  return bundled ??= createBundler(`${top}/cache`).prepareModule(boot);
}

const nothing: Broker = { calls: {}, close: () => Promise.resolve() };

/** Runs a test on a host; its processes and folders are gone afterwards. */
export async function withHost(
  test: (bench: Bench) => Promise<void>,
  options: Partial<HostOptions> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: top });
  const told: string[] = [];
  const host = new Host({
    plugins: [],
    boot: await bundledBoot(),
    folder: `${folder}/run`,
    lend: () => nothing,
    backoff: { baseMs: 1, maxMs: 10 },
    hooks: {
      changed: ({ plugin, state }) => void told.push(`${plugin} ${state}`),
      refused: ({ reason }) => void told.push(`refused ${reason}`),
    },
    ...options,
  });
  let count = 0;
  try {
    await test({
      host,
      told,
      folder,
      restartWith: (plugins) => host.reload(plugins),
      plugin: (kind, code, more) => makePlugin(`${folder}/bundle-${count++}`, kind, code, more),
    });
  } finally {
    await host.stop(0);
    await Deno.remove(folder, { recursive: true });
  }
}

async function makePlugin(
  bundle: string,
  kind: Kind,
  code: string,
  more: Partial<Plugin> = {},
): Promise<Plugin> {
  await Deno.mkdir(bundle);
  await Deno.writeTextFile(`${bundle}/mod.js`, code);
  return {
    id: "tested",
    manifest: { contract: 0, name: "tested", version: "0.1.0", kind },
    digest: "",
    config: {},
    bundle,
    verify: () => Promise.resolve(),
    granted: {},
    shared: false,
    poolSize: 1,
    memoryMiB: 64,
    timeoutMs: 10_000,
    ...more,
  };
}

/** Code of a gate whose `open` has this body; it may use `request`, `cx` and `told`, and answers with a message. */
export function gate(body: string): string {
  return `const told = (message) => ({ open: false, reason: "Told", message: String(message) });
export default { kind: "gate", create: (config) => ({ async open(request, cx) { ${body} } }) };`;
}

export const object = {
  apiVersion: "example.dev/v1",
  kind: "App",
  metadata: { name: "app", namespace: "default" },
};
export const given: Given = { object, tenant: "default" };

/** Asks the gate "tested"; gives its message. */
export async function ask(
  host: Host,
  spec: Readonly<Record<string, unknown>> = {},
  how: Partial<Given> = {},
): Promise<string> {
  const request = { object, spec, revision: "1", now: "2026-01-01T00:00:00Z" };
  await using answered = await host.call("tested", "gate", "open", request, { ...given, ...how });
  return "message" in answered.answer ? answered.answer.message : "open";
}
