/** Objects out of the kustomization below `spec.path`, as Flux builds it: overlay, build, variables, metadata. */
import { type Answer, type Cx, type KubeObject, plugin, type Renderer, terminal } from "contract";
import { valueToJS } from "contract/yaml";
import {
  type FileSystem,
  type FluxBuildOptions,
  fluxFinish,
  objectValue,
  overlaid,
  ParsedFiles,
  RemoteError,
} from "../lib/kustomize/mod.ts";
import { packFileSystem } from "./files.ts";
import { Memory } from "./memory.ts";
import { remoteNeed, remoteSource } from "./remote.ts";
import type { KustomizationSpec } from "./spec.ts";
import { variableNeeds, variablesOf } from "./variables.ts";

/** Characters of manifests that are kept parsed between builds. */
const REMEMBERED = 1 << 20;
const parsed = new ParsedFiles(REMEMBERED);
const memory = new Memory();

const renderer: Renderer<KustomizationSpec> = {
  render({ object, spec, answers }, cx: Cx) {
    const needs = variableNeeds(spec, object, answers);
    if (needs.length > 0) return { needs };
    const files = packFileSystem(cx.files("source"));
    const folder = folderOf(files, spec.path);
    try {
      return { objects: build({ files, folder, spec, answers, owner: object, cx }) };
    } catch (error) {
      if (error instanceof RemoteError) return { needs: [remoteNeed(error.content)] };
      throw terminal("BuildFailed", error instanceof Error ? error.message : String(error));
    }
  },
};

/** Throws a failure where the artifact has no such folder; `..` does not lead out of it. */
function folderOf(files: FileSystem, path = ""): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const folder = `/${parts.join("/")}`;
  if (files.list(folder) !== undefined) return folder;
  throw terminal(
    "ArtifactFailed",
    `kustomization path not found: stat ${folder}: no such file or directory`,
  );
}

interface Asked {
  readonly files: FileSystem;
  readonly folder: string;
  readonly spec: KustomizationSpec;
  readonly answers: readonly Answer[];
  readonly owner: KubeObject;
  readonly cx: Cx;
}

/** Throws KustomizeError, and RemoteError where something must be fetched first. */
function build({ files, folder, spec, answers, owner, cx }: Asked): KubeObject[] {
  const { name, namespace = "" } = owner.metadata;
  const owned = {
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  const options: FluxBuildOptions = {
    overlay: spec,
    variables: () => variablesOf(spec, answers),
    substitute: { strict: true, always: spec.postBuild?.substituteStrategy === "Always" },
    commonMetadata: {
      ...spec.commonMetadata,
      labels: { ...owned, ...spec.commonMetadata?.labels },
    },
    remote: remoteSource(answers, cx),
    parsed,
  };
  const finish = fluxFinish(options);
  return memory.use(`${namespace}/${name}`, (rebuild) => [
    ...rebuild.run({
      files,
      key: JSON.stringify([folder, owned, spec, answers]),
      build: (given) => overlaid(given, folder, options),
      finish: (resource) => {
        finish(resource);
        return valueToJS(objectValue(resource.node!)) as KubeObject;
      },
    }),
  ]);
}

export default plugin("renderer", () => renderer as Renderer);
