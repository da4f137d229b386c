/** Objects out of the kustomization below `spec.path`, as Flux builds it: overlay, build, variables, metadata. */
import { createHash } from "node:crypto";
import {
  type Cx,
  Failure,
  type KubeObject,
  plugin,
  type Renderer,
  terminal,
  transient,
} from "contract";
import { valueToJS } from "contract/yaml";
import {
  type FileSystem,
  fluxBuild,
  objectValue,
  ParsedFiles,
  RemoteError,
  toYaml,
} from "../lib/kustomize/mod.ts";
import { expanded, normalized } from "../lib/kubernetes_types/mod.ts";
import { packFileSystem, ROOT } from "./files.ts";
import type { KustomizationSpec } from "./spec.ts";
import { variableNeeds, variablesOf } from "./variables.ts";

/** Characters of manifests that are kept parsed between builds. */
const REMEMBERED = 16 << 20;
const parsed = new ParsedFiles(REMEMBERED);

const renderer: Renderer<KustomizationSpec> = {
  render({ object, spec, answers }, cx: Cx) {
    const needs = variableNeeds(spec, object, answers);
    if (needs.length > 0) return { needs };
    const files = packFileSystem(cx.files("source"));
    const folder = folderOf(files, spec.path);
    if (spec["decryption"] !== undefined) {
      const why = "spec.decryption asks for what no installed plugin does";
      throw terminal("DecryptionUnavailable", `Cannot decrypt: ${why}`);
    }
    return build(files, folder, spec, () => variablesOf(spec, answers), object);
  },
};

/** Throws a failure where the artifact has no such folder; `..` does not lead out of it. */
function folderOf(files: FileSystem, path = ""): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const folder = [ROOT, ...parts].join("/");
  if (files.list(folder) !== undefined) return folder;
  if (files.read(folder) !== undefined) {
    const why = `${folder}: not a directory`;
    throw transient("BuildFailed", `open ${why} remove ${why}`);
  }
  const why = `stat ${folder}: no such file or directory`;
  throw transient("ArtifactFailed", `kustomization path not found: ${why}`);
}

function build(
  files: FileSystem,
  folder: string,
  spec: KustomizationSpec,
  variables: () => ReadonlyMap<string, string>,
  owner: KubeObject,
): { objects: KubeObject[]; digest: string } {
  const { name, namespace = "" } = owner.metadata;
  const owned = {
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  try {
    const map = fluxBuild(files, folder, {
      overlay: spec,
      variables,
      substitute: { strict: true, always: spec.postBuild?.substituteStrategy === "Always" },
      parsed,
    });
    const digest = `sha256:${createHash("sha256").update(toYaml(map)).digest("hex")}`;
    const { labels, annotations } = spec.commonMetadata ?? {};
    const marks = { labels: { ...owned, ...labels }, annotations: { ...annotations } };
    const built = map.list.map(({ node }) => valueToJS(objectValue(node!)) as KubeObject);
    const objects = expanded(built);
    objects.forEach(refuseEncrypted);
    return { objects: objects.map((object) => marked(normalized(object), marks)), digest };
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof RemoteError) {
      const why = `${error.url} is on another host, and remote bases are off`;
      throw terminal("BuildFailed", `Cannot build "${folder}": ${why}`);
    }
    throw transient("BuildFailed", error instanceof Error ? error.message : String(error));
  }
}

/** What is still encrypted would be of no use in the cluster, and Ready would hide it. */
function refuseEncrypted(object: KubeObject): void {
  const { kind, apiVersion, metadata: { name, namespace, annotations } } = object;
  if (kind !== "Secret" || apiVersion !== "v1" || object["sops"] === undefined) return;
  if (annotations?.["kustomize.toolkit.fluxcd.io/decrypt"] === "disabled") return;
  const subject = [kind, ...(namespace ? [namespace] : []), name].join("/");
  throw terminal(
    "BuildFailed",
    `${subject} is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
  );
}

/** The object with these over its own labels and annotations. */
function marked(
  object: KubeObject,
  { labels, annotations }: Readonly<Record<"labels" | "annotations", Record<string, string>>>,
): KubeObject {
  const { metadata } = object;
  const noted = { ...metadata.annotations, ...annotations };
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...labels },
      ...(Object.keys(noted).length > 0 && { annotations: noted }),
    },
  };
}

export default plugin("renderer", () => renderer as Renderer);
