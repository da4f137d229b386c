import { FILE_NAMES, sigsValue } from "../config/kustomization.ts";
import { decodeGo } from "../config/go_types.ts";
import {
  type Kustomization,
  kustomization,
  type MutableKustomization,
  type Patch,
} from "../config/types.ts";
import { KustomizeError, prefixed, textOf } from "../errors.ts";
import { parseResources } from "../model/parse.ts";
import type { FileSystem } from "../source/file_system.ts";
import { joinPath } from "../source/paths.ts";

/** What a Kustomization object asks for besides the kustomization in the files. */
export interface FluxOverlay {
  readonly targetNamespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly patches?: readonly {
    readonly patch: string;
    readonly target?: Partial<NonNullable<Patch["target"]>>;
  }[];
  readonly patchesStrategicMerge?: readonly unknown[];
  readonly patchesJson6902?: readonly {
    readonly patch: unknown;
    readonly target: Partial<NonNullable<Patch["target"]>>;
  }[];
  readonly images?: readonly FluxImage[];
  readonly components?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
  readonly buildMetadata?: readonly string[];
}

/** An image of the overlay. */
export interface FluxImage {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** Throws KustomizeError where a text holds no manifests. */
type Check = (path: string, text: string) => void;

/** Where the kustomization of a folder stands, or shall stand, and what it says. */
export interface Generated {
  readonly file: string;
  readonly content: Kustomization;
}

const EXPAND = { kind: "Kustomization", apiVersion: "kustomize.config.k8s.io/v1beta1" } as const;

/** The kustomization of a folder with the overlay on it; where the folder has none, one of all its manifests. */
export function generate(
  files: FileSystem,
  folder: string,
  overlay: FluxOverlay,
  check: Check = (_, text) => void parseResources(text),
): Generated {
  const found = FILE_NAMES.find((name) => files.read(joinPath(folder, name)) !== undefined);
  const content: MutableKustomization = found === undefined
    ? fresh(files, folder, check)
    : existing(new TextDecoder().decode(files.read(joinPath(folder, found))!));
  if (overlay.targetNamespace !== undefined) content.namespace = overlay.targetNamespace;
  if (overlay.namePrefix !== undefined) content.namePrefix = overlay.namePrefix;
  if (overlay.nameSuffix !== undefined) content.nameSuffix = overlay.nameSuffix;
  content.patches = joined(
    content.patches,
    (overlay.patches ?? []).map((one) => patchOf(one.patch, one.target)),
  );
  content.components = joined(content.components, components(files, folder, overlay));
  content.patchesStrategicMerge = joined(
    content.patchesStrategicMerge,
    (overlay.patchesStrategicMerge ?? []).map((patch) => JSON.stringify(patch)),
  );
  content.patchesJson6902 = joined(
    content.patchesJson6902,
    (overlay.patchesJson6902 ?? []).map((one) => patchOf(JSON.stringify(one.patch), one.target)),
  );
  content.images = mergeImages(content.images, overlay.images ?? []);
  if ((overlay.buildMetadata ?? []).length > 0) content.buildMetadata = overlay.buildMetadata;
  return { file: joinPath(folder, found ?? FILE_NAMES[0]), content };
}

const joined = <T>(mine: readonly T[] | undefined, more: readonly T[]) =>
  more.length === 0 ? mine : [...mine ?? [], ...more];

function existing(text: string): MutableKustomization {
  const value = prefixed(() => "error converting YAML to JSON", () => sigsValue(text));
  const content: MutableKustomization = {
    ...prefixed(
      () => "error unmarshaling JSON: while decoding JSON",
      () => decodeGo(kustomization, value, { strict: false }),
    ),
  };
  content.kind ||= EXPAND.kind;
  content.apiVersion ||= EXPAND.apiVersion;
  if ((content.resources ?? []).length === 0) content.buildMetadata = ["originAnnotations"];
  return content;
}

function fresh(files: FileSystem, folder: string, check: Check): MutableKustomization {
  const content: MutableKustomization = {
    ...decodeGo(kustomization, new Map(), { strict: true }),
    ...EXPAND,
  };
  const paths = scanManifests(files, folder, check);
  if (paths.length === 0) content.namespace = "_placeholder";
  else {content.resources = paths.map((path) =>
      `.${path.slice(folder === "/" ? 0 : folder.length)}`
    );}
  return content;
}

/** All manifests in a folder; a folder in it that has a kustomization stands for what is in it. */
function scanManifests(files: FileSystem, folder: string, check: Check): string[] {
  return (files.list(folder) ?? []).flatMap((name) => {
    const path = joinPath(folder, name);
    if (files.list(path) !== undefined) {
      const own = FILE_NAMES.some((file) => files.read(joinPath(path, file)) !== undefined);
      return own ? [path] : scanManifests(files, path, check);
    }
    if (!/\.ya?ml$/.test(name)) return [];
    const content = files.read(path);
    if (content === undefined) return [];
    try {
      check(path, new TextDecoder("utf-8", { ignoreBOM: true }).decode(content));
    } catch (error) {
      throw new KustomizeError(`failed to decode Kubernetes YAML from ${path}: ${textOf(error)}`, {
        cause: error,
      });
    }
    return [path];
  });
}

function patchOf(patch: string, target: Partial<NonNullable<Patch["target"]>> | undefined): Patch {
  const empty = {
    group: "",
    version: "",
    kind: "",
    name: "",
    namespace: "",
    labelSelector: "",
    annotationSelector: "",
  };
  return { path: "", patch, target: target && { ...empty, ...target }, options: undefined };
}

function components(
  files: FileSystem,
  folder: string,
  { components = [], ignoreMissingComponents }: FluxOverlay,
): string[] {
  for (const path of components) {
    if (!isLocalPath(path)) {
      throw new KustomizeError(`component path '${path}' must be local and relative`);
    }
  }
  return components.filter((path) =>
    !ignoreMissingComponents || files.resolve(joinPath(folder, path)) !== undefined
  );
}

const ELSEWHERE = [
  "git::",
  "gh:",
  "ssh://",
  "https://",
  "http://",
  "git@",
  "github.com:",
  "github.com/",
];

/** Whether a path is relative, and leads to no other host. */
export function isLocalPath(path: string): boolean {
  const lower = path.toLowerCase();
  if (ELSEWHERE.some((prefix) => path.length > prefix.length && lower.startsWith(prefix))) {
    return false;
  }
  return !path.startsWith("/") && !lower.replace(/^file:\/\//, "").startsWith("/");
}

/** Images of both, by name; a new tag and a digest go together. */
export function mergeImages(
  mine: Kustomization["images"],
  theirs: readonly FluxImage[],
): Kustomization["images"] {
  const images = [...mine ?? []];
  for (const { name, newName = "", newTag = "", digest = "" } of theirs) {
    const at = images.findIndex((image) => image.name === name);
    if (at < 0) {
      images.push({ name, newName, newTag, digest, tagSuffix: "" });
      continue;
    }
    const old = images[at]!;
    const version = newTag !== "" || digest !== "" ? { newTag, digest } : {};
    images[at] = { ...old, ...(newName === "" ? {} : { newName }), ...version };
  }
  return images.length === 0 ? mine : images;
}
