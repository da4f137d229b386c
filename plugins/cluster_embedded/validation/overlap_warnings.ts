import { textAt, type Tree, treeAt, treesAt } from "../json/tree.ts";

/** A path in a volume, and which of several sources puts it there. */
interface Placed {
  readonly path: string;
  readonly source: string;
}

/** Files of a volume that would be written over one another. */
export function overlapWarnings(spec: Tree): string[] {
  return treesAt(spec, "volumes").flatMap((volume) => {
    const warn = (kind: string, paths: readonly Placed[]) =>
      overlaps(paths).map((text) =>
        `volume ${quoted(textAt(volume, "name"))} (${kind}): overlapping paths: ${text}`
      );
    const { configMap, secret, downwardAPI } = volume;
    return [
      ...warn(`ConfigMap ${quoted(textAt(configMap, "name"))}`, paths(configMap, "")),
      ...warn(`Secret ${quoted(textAt(secret, "secretName"))}`, paths(secret, "")),
      ...warn("DownwardAPI", paths(downwardAPI, "")),
      ...treesAt(volume, "projected", "sources").filter((source) => Object.keys(source).length < 1)
        .map(() => `volume ${quoted(textAt(volume, "name"))} (Projected) has no sources provided`),
      ...warn("Projected", treesAt(volume, "projected", "sources").flatMap(projectedPaths)),
    ];
  });
}

const quoted = (text: string) => JSON.stringify(text);

function paths(source: unknown, name: string): Placed[] {
  return treesAt(source, "items").map((item) => ({ path: textAt(item, "path"), source: name }));
}

function projectedPaths(source: Tree): Placed[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = source;
  if (configMap !== undefined) {
    return paths(configMap, `ConfigMap ${quoted(textAt(configMap, "name"))}`);
  }
  if (secret !== undefined) return paths(secret, `Secret ${quoted(textAt(secret, "name"))}`);
  if (downwardAPI !== undefined) return paths(downwardAPI, "DownwardAPI");
  if (serviceAccountToken !== undefined) {
    return [{ path: textAt(serviceAccountToken, "path"), source: "ServiceAccountToken" }];
  }
  const bundle = treeAt({ clusterTrustBundle }, "clusterTrustBundle");
  if (bundle.path === undefined) return [];
  const name = textAt(bundle, "name") || textAt(bundle, "signerName");
  return [{ path: textAt(bundle, "path"), source: `ClusterTrustBundle ${quoted(name)}` }];
}

function overlaps(all: readonly Placed[]): string[] {
  const cut = all.map(({ path, source }) => ({ path: path.replace(/\/+$/, ""), source }));
  return cut.flatMap((one, i) =>
    one.path === "" ? [] : cut.slice(0, i).filter(({ path }) =>
      path !== "" &&
      (`${path}/`.startsWith(`${one.path}/`) || `${one.path}/`.startsWith(`${path}/`))
    ).map((other) => `${shown(one)} with ${shown(other)}`)
  );
}

function shown({ path, source }: Placed): string {
  return source === "" ? quoted(path) : `${quoted(path)} (${source})`;
}
