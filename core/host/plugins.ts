/** How the loops see plugins: by route, never by name. */
import type {
  AnswerOf,
  Data,
  Kind,
  Kinds,
  KubeObject,
  Report,
  RequestOf,
} from "../contract/mod.ts";
import type { PluginManifest } from "schemas/plugin_manifest.ts";

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

/** What the kernel lends to one call. All of it ends with the call. */
export interface Given {
  /** The object that the call is about; hosts and secrets are read from it by pointer. */
  readonly object: KubeObject;
  /** Whose call it is: processes of a plugin that is not shared serve one tenant. Usually the namespace. */
  readonly tenant: string;
  /** Fetched inputs by their `as`, for pointers such as `source:/spec/secretRef`. */
  readonly inputs?: Readonly<Record<string, readonly KubeObject[]>>;
  /** Packs that become `cx.files(as)`. */
  readonly packs?: Readonly<Record<string, string>>;
  /** Further files of `cx.inputs`, by name. */
  readonly files?: Readonly<Record<string, Uint8Array | { readonly path: string }>>;
  /** Reads a Secret with the rights that the object has; `undefined` where it does not exist. */
  readonly readSecret?: (namespace: string, name: string) => Promise<SecretData | undefined>;
  readonly onReport?: (report: Report) => void;
  readonly onServing?: (kubeconfig: string) => void;
  readonly signal?: AbortSignal;
  /** The most that the call may take; else the manifest's. */
  readonly timeoutMs?: number;
}

/** Values of a Secret, decoded, by key. */
export type SecretData = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

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
