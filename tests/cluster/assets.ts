/** Where the binaries of the real control plane stand on this machine, if they do. */

/** The Kubernetes release that judges: the newest that Flux v2.9 supports. */
export const version = "1.36.3";

/** Paths of the binaries. */
export interface Assets {
  readonly etcd: string;
  readonly apiServer: string;
  /** Absent in the archives that setup-envtest downloads. */
  readonly controllerManager?: string;
}

/** The folder for what is built or fetched here: `$XDG_CACHE_HOME/sluice/cluster/VERSION`. */
export function cacheFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "."}/.cache`;
  return `${cache}/sluice/cluster/${version}`;
}

/** The binaries in `KUBEBUILDER_ASSETS`, else in the cache; undefined where etcd or kube-apiserver is absent. */
export function findAssets(): Assets | undefined {
  const folder = Deno.env.get("KUBEBUILDER_ASSETS") ?? cacheFolder();
  const path = (name: string) => isFile(`${folder}/${name}`) ? `${folder}/${name}` : undefined;
  const etcd = path("etcd"), apiServer = path("kube-apiserver");
  if (etcd === undefined || apiServer === undefined) return undefined;
  const controllerManager = path("kube-controller-manager");
  return { etcd, apiServer, ...(controllerManager && { controllerManager }) };
}

/** Whether a regular file stands at `path`. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
