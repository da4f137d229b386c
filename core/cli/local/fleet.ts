/** What stands in a folder of a fleet: the objects of the API that its files declare. */
import { parseAllDocuments } from "yaml";
import { at, type KubeObject } from "../../contract/mod.ts";

export interface Fleet {
  /** Absolute. */
  readonly folder: string;
  /** The repositories that are this very folder, by the names that objects refer to them. */
  readonly own: readonly KubeObject[];
  /** The Kustomizations that apply a part of this folder and, as Flux's bootstrap writes them, bear their source's name. */
  readonly roots: readonly KubeObject[];
  /** Folders of which each is what one cluster applies, by Flux's convention; only where no root says it. */
  readonly clusters: readonly string[];
}

const groups = /^(source|kustomize)\.toolkit\.fluxcd\.io\//;
const mostFiles = 20_000;

/** Reads a folder. Files that are no YAML are left to whoever renders them. */
export async function readFleet(folder: string): Promise<Fleet> {
  const objects = await declared(folder);
  const remotes = await remotesOf(folder);
  const own = objects.filter(({ kind, metadata, spec }) =>
    kind === "GitRepository" &&
    (metadata.name === "flux-system" || remotes.includes(plain(String(at(spec, "/url")))))
  );
  const roots = objects.filter((object) =>
    object.kind === "Kustomization" &&
    own.some(({ metadata }) => metadata.name === at(object, "/spec/sourceRef/name")) &&
    object.metadata.name === at(object, "/spec/sourceRef/name")
  );
  if (own.length > 0) return { folder, own: unique(own), roots, clusters: [] };
  const made = bootstrapped(objects);
  return {
    folder,
    own: made,
    roots: [],
    clusters: made.length > 0 ? await clustersIn(folder) : [],
  };
}

/**
 * The repository that objects refer to and no file declares: `flux bootstrap` makes it, and writes it down beside the cluster, in
 * a clone that need not be this one. Where several are missing, it is the one with the name that bootstrap gives.
 */
function bootstrapped(objects: readonly KubeObject[]): readonly KubeObject[] {
  const key = (namespace: unknown, name: unknown) => `${namespace ?? "flux-system"}/${name}`;
  const declared = new Set(
    objects.filter(({ kind }) => kind === "GitRepository")
      .map(({ metadata }) => key(metadata.namespace, metadata.name)),
  );
  const referred = objects.filter((object) =>
    at(object, "/spec/sourceRef/kind") === "GitRepository"
  )
    .map((object) =>
      key(
        at(object, "/spec/sourceRef/namespace") ?? object.metadata.namespace,
        at(object, "/spec/sourceRef/name"),
      )
    );
  const missing = [...new Set(referred)].filter((one) => !declared.has(one));
  const conventional = missing.filter((one) => one === "flux-system/flux-system");
  const found = missing.length === 1 ? missing : conventional;
  return found.map((one) => {
    const [namespace, name] = one.split("/");
    return {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name: name!, namespace: namespace! },
      spec: { url: `https://folder.invalid/${name}`, interval: "1m" },
    };
  });
}

async function clustersIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/clusters`)) {
      if (isDirectory && !name.startsWith(".")) found.push(`clusters/${name}`);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

function unique(objects: readonly KubeObject[]): readonly KubeObject[] {
  const key = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;
  return [...new Map(objects.map((object) => [key(object), object])).values()];
}

async function declared(folder: string): Promise<readonly KubeObject[]> {
  const files: string[] = [];
  const walk = async (path: string) => {
    for await (const { name, isDirectory, isFile } of Deno.readDir(path)) {
      if (name.startsWith(".") || files.length > mostFiles) continue;
      if (isDirectory) await walk(`${path}/${name}`);
      else if (isFile && /\.ya?ml$/.test(name)) files.push(`${path}/${name}`);
    }
  };
  await walk(folder);
  return (await Promise.all(files.sort().map(objectsIn))).flat();
}

async function objectsIn(file: string): Promise<readonly KubeObject[]> {
  const text = await Deno.readTextFile(file);
  if (!text.includes(".toolkit.fluxcd.io/")) return [];
  const documents = [...parseAllDocuments(text, { logLevel: "silent" })];
  return documents.filter(({ errors }) => errors.length === 0)
    .map((document) => document.toJS() as KubeObject)
    .filter((one) => groups.test(String(one?.apiVersion)) && one.metadata?.name !== undefined);
}

/** The URLs of a clone's remotes, in the form that `plain` gives. */
async function remotesOf(folder: string): Promise<readonly string[]> {
  const config = await Deno.readTextFile(`${folder}/.git/config`).catch(() => "");
  return [...config.matchAll(/^\s*url\s*=\s*(\S+)\s*$/gm)].map(([, url]) => plain(url!));
}

/** Host and path alone: a repository has one of them, whatever the way to it. */
function plain(url: string): string {
  return url.replace(/^[a-z+]+:\/\//, "").replace(/^[^@/]*@/, "")
    .replace(/^([^/:]+)(:\d+)?[:/]+/, "$1/").replace(/(\.git)?\/*$/, "").toLowerCase();
}
