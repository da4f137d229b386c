import { fileURLToPath } from "node:url";
import type { Kind } from "../../core/contract/mod.ts";
import { createBundler } from "../../core/cli/bundle/bundler.ts";
import type { Plugin } from "../../core/host/mod.ts";

const cache = await Deno.makeTempDir({ prefix: "sluice-bench-" });
globalThis.addEventListener("unload", () => Deno.removeSync(cache, { recursive: true }));

export const bundler = createBundler(cache);

/** The trusted boot as one file. */
export function benchBoot(): Promise<string> {
  return bundler.prepareModule(fileURLToPath(new URL("../../core/host/boot.ts", import.meta.url)));
}

/** A plugin of the host, out of the folder of a bundle. */
export function pluginOf(id: string, kind: Kind, bundle: string, memoryMiB = 64): Plugin {
  return {
    id,
    bundle,
    memoryMiB,
    manifest: { contract: 0, name: id, version: "0.1.0", kind },
    digest: "",
    config: {},
    verify: () => Promise.resolve(),
    granted: {},
    shared: true,
    poolSize: 1,
    timeoutMs: 60_000,
  };
}
