/** Which objects a local run begins with. */
import { at, type KubeObject, type ObjectRef, refOf } from "../../contract/mod.ts";
import { defined } from "../../contract/data.ts";
import type { Fleet } from "./fleet.ts";

export interface Plan {
  /** In the order in which they are applied. */
  readonly objects: readonly KubeObject[];
  /** Those that stand for a folder. */
  readonly owners: readonly ObjectRef[];
}

/** What is applied, where no object of the fleet's own says so. */
interface Applied {
  /** The folder. */
  readonly path?: string;
  /** For all objects, whatever they name themselves. */
  readonly targetNamespace?: string;
}

const NAMESPACE = "flux-system";
const source = "source.toolkit.fluxcd.io/v1", kustomize = "kustomize.toolkit.fluxcd.io/v1";

/** A repository, and a Kustomization of one of its folders. */
export function planOfUrl(url: string, applied: Applied & { readonly branch?: string }): Plan {
  const { branch } = applied;
  const name = nameOf(new URL(url).pathname);
  const ref = branch === undefined ? { name: "HEAD" } : { branch };
  const repository = {
    apiVersion: source,
    kind: "GitRepository",
    metadata: { name, namespace: NAMESPACE },
    spec: { url, ref, interval: "1m" },
  };
  const root = kustomization(name, "GitRepository", applied);
  return { objects: [...namespaces([repository, root]), repository, root], owners: [] };
}

/**
 * A folder: the root that it declares itself, its own repository suspended and standing for the folder; else a Kustomization
 * of an ExternalArtifact. Throws where it declares several roots and none is chosen by its path.
 */
export function planOfFolder(
  { folder, own, roots, clusters }: Fleet,
  applied: Applied = {},
): Plan {
  const root = chosen(roots, applied.path);
  if (own.length === 0) {
    const name = nameOf(folder);
    const artifact = {
      apiVersion: source,
      kind: "ExternalArtifact",
      metadata: { name, namespace: NAMESPACE },
      spec: {},
    };
    return planned([artifact], kustomization(name, "ExternalArtifact", applied));
  }
  const standing = own.map((repository): KubeObject => ({
    ...repository,
    metadata: { ...repository.metadata, namespace: repository.metadata.namespace ?? NAMESPACE },
    spec: { ...repository["spec"] as object, suspend: true },
  }));
  const [first] = standing;
  if (root) return planned(standing, root);
  const { path = onlyOf(clusters, (path) => path) } = applied,
    { name, namespace } = first!.metadata;
  const made = kustomization(name, "GitRepository", defined({ ...applied, path }));
  // As bootstrap makes it: what it applies are mostly Flux's own objects, of which each tells for itself.
  const spec = { ...made["spec"] as object, wait: false };
  return planned(standing, { ...made, metadata: { name, namespace: namespace! }, spec });
}

function planned(standing: readonly KubeObject[], root: KubeObject): Plan {
  return {
    objects: [...namespaces([...standing, root]), ...standing, root],
    owners: standing.map((object) => ({
      ...refOf(object),
      namespace: object.metadata.namespace ?? NAMESPACE,
    })),
  };
}

function chosen(roots: readonly KubeObject[], path?: string): KubeObject | undefined {
  const pathOf = (root: KubeObject) => trim(String(at(root, "/spec/path") ?? ""));
  if (path !== undefined) return roots.find((root) => pathOf(root) === trim(path));
  return onlyOf(roots, pathOf);
}

/** The only one of a list, if there is any. Throws where it would have to be chosen by its path. */
function onlyOf<T>(all: readonly T[], pathOf: (one: T) => string): T | undefined {
  if (all.length <= 1) return all[0];
  const flags = all.map((one) => `--path ${pathOf(one)}`).join(", or ");
  throw new Error(`Cannot tell which cluster of the folder is meant: say ${flags}`);
}

/** `./clusters/one/` is `clusters/one`. */
function trim(path: string): string {
  return path.replace(/^(\.?\/)+/, "").replace(/\/+$/, "") || ".";
}

/** Those that the objects are in, or put others into. */
function namespaces(objects: readonly KubeObject[]): KubeObject[] {
  const names = objects.flatMap((object) => [
    object.metadata.namespace ?? NAMESPACE,
    String(at(object, "/spec/targetNamespace") ?? NAMESPACE),
  ]);
  return [...new Set(names)].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
}

function kustomization(
  name: string,
  kind: string,
  { path = "./", targetNamespace }: Applied,
): KubeObject {
  return {
    apiVersion: kustomize,
    kind: "Kustomization",
    metadata: { name, namespace: NAMESPACE },
    spec: {
      sourceRef: { kind, name },
      path: path.startsWith("./") ? path : `./${path}`,
      prune: true,
      wait: true,
      interval: "10m",
      timeout: "2m",
      ...defined({ targetNamespace }),
    },
  };
}

/** The last part of a path as a name that objects can have. */
function nameOf(path: string): string {
  const last = path.replace(/(\.git)?\/*$/, "").split("/").pop() ?? "";
  return last.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 50) ||
    "fleet";
}
