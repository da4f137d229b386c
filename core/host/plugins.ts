/** How the loops see plugins: by route, never by name. */
import type { Config } from "../config/config.ts";
import type { Needs, PluginManifest } from "schemas/plugin_manifest.ts";
import type { Hello } from "schemas/plugin/calls.ts";
import type { Lent } from "../capability/mod.ts";
import type { AnswerOf, Data, Kind, Kinds, KubeObject, RequestOf } from "../contract/mod.ts";

export type { SecretData } from "../capability/mod.ts";

/** A plugin of the config that is ready to be called; its processes start at the first call. */
export interface Installed {
  /** The key in the config's `plugins`. */
  readonly id: string;
  readonly manifest: PluginManifest;
  /** `sha256:…` of its bundle. */
  readonly digest: string;
  /** The operator's options. */
  readonly config: Data;
}

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

/** A config without a mistake, and the bundles that it names. */
export interface Loaded {
  readonly config: Config;
  readonly plugins: readonly Plugin[];
  /** The bundled trusted boot. */
  readonly boot: string;
}

/** What the kernel lends to one call. All of it ends with the call. */
export interface Given extends Lent {
  /** Packs that become `cx.files(as)`. */
  readonly packs?: Readonly<Record<string, string>>;
  /** Further files of `cx.inputs`, by name. */
  readonly files?: Readonly<Record<string, Uint8Array | { readonly path: string }>>;
  readonly signal?: AbortSignal;
  /** The most that the call may take; else the manifest's. */
  readonly timeoutMs?: number;
}

/** An answer, and the scratch folder that its relative paths start from; disposing of it empties the folder. */
export interface Answered<A> extends AsyncDisposable {
  readonly answer: A;
  readonly scratch: string;
}

export interface Plugins {
  readonly installed: readonly Installed[];
  /** The plugin of the kind that serves the object, by its group, version, kind and `when`. */
  route(kind: Kind, object: KubeObject): Installed | undefined;
  /**
   * Calls a plugin. Rejects with a `Failure`: the plugin's own, or one of the kernel's with reason `PluginUnavailable`
   * (it crashed three times, or cannot start), `ContractViolation`, `DeadlineExceeded` or `Cancelled`.
   */
  call<K extends Kind, M extends string & keyof Required<Kinds[K]>>(
    id: string,
    kind: K,
    method: M,
    request: RequestOf<K, M>,
    given: Given,
  ): Promise<Answered<AnswerOf<K, M>>>;
}

const MIB = 1024 * 1024;
/** What Deno itself reserves as data before any code runs (measured on 2.9: boots from about 700 MiB). */
const BASE_DATA_MIB = 704;
/** Where neither the manifest nor the operator says. */
const STANDARD_SCRATCH_MIB = 64;

/** Bytes that the scratch folder of one call may take. */
export function scratchBytes({ granted }: Plugin): number {
  return (granted.scratchMiB ?? STANDARD_SCRATCH_MIB) * MIB;
}

/** The first words to a process of the plugin. */
export function helloOf(plugin: Plugin): Hello {
  return {
    module: new URL("mod.js", `file://${plugin.bundle}/`).href,
    contract: plugin.manifest.contract,
    kind: plugin.manifest.kind,
    config: plugin.config,
    limits: {
      dataBytes: (BASE_DATA_MIB + 2 * plugin.memoryMiB) * MIB,
      fileBytes: scratchBytes(plugin),
      openFiles: plugin.listen === undefined ? 64 : 4096,
      sockets: plugin.listen !== undefined,
    },
  };
}
