import type { Needs } from "schemas/plugin_manifest.ts";
import type { Installed } from "./plugins.ts";
import type { Hello } from "./wire.ts";

/** A plugin of the config with all that is needed to start it. */
export interface Plugin extends Installed {
  /** Folder of the bundle: `mod.js` in it is what runs. */
  readonly bundle: string;
  /** Rejects where the bundle's bytes are no longer those of `digest`. */
  readonly verify: () => Promise<void>;
  readonly granted: Needs;
  /** One process may serve every tenant. */
  readonly shared: boolean;
  /** The most processes for one tenant. */
  readonly poolSize: number;
  /** Of V8's heap; array buffers may take as much again. */
  readonly memoryMiB: number;
  readonly timeoutMs: number;
  /** Host and port that it may listen on. */
  readonly listen?: string;
}

const MIB = 1024 * 1024;
/** What Deno itself reserves as data before any code runs (measured on 2.9: boots from about 700 MiB). */
const BASE_DATA_MIB = 704;

/** The first words to a process of the plugin. */
export function helloOf(plugin: Plugin): Hello {
  return {
    module: new URL("mod.js", `file://${plugin.bundle}/`).href,
    contract: plugin.manifest.contract,
    kind: plugin.manifest.kind,
    config: plugin.config,
    limits: {
      dataBytes: (BASE_DATA_MIB + 2 * plugin.memoryMiB) * MIB,
      fileBytes: (plugin.granted.scratchMiB ?? 512) * MIB,
      openFiles: plugin.listen === undefined ? 64 : 4096,
      sockets: plugin.listen !== undefined,
    },
  };
}
