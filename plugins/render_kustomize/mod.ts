/** Objects out of the kustomization below `spec.path`, as Flux builds it: overlay, build, variables, metadata. */
import { createHash } from "node:crypto";
import {
  type Answer,
  at,
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
  type FluxBuildOptions,
  fluxFinish,
  objectValue,
  objectYaml,
  overlaid,
  ParsedFiles,
  type RemoteSource,
} from "../lib/kustomize/mod.ts";
import { expanded, normalized } from "../lib/kubernetes_types/mod.ts";
import { Fetched } from "./fetch.ts";
import { packFileSystem, ROOT } from "./files.ts";
import { type Built, Memory } from "./memory.ts";
import { withRemote } from "./remote.ts";
import type { KustomizationSpec } from "./spec.ts";
import { variableNeeds, variablesOf } from "./variables.ts";
import { worded } from "./words.ts";

/** Characters of manifests that are kept parsed between builds. */
const REMEMBERED = 1 << 20;
const parsed = new ParsedFiles(REMEMBERED);
const memory = new Memory();

const renderer: Renderer<KustomizationSpec> = {
  async render(request, cx: Cx) {
    const revision = at(request.inputs?.["source"]?.[0], "/status/artifact/revision");
    return await render(request, cx).catch((error) => {
      if (!(error instanceof Failure)) throw error;
      const { code, reason, message, retryAfterMs } = error;
      throw new Failure(code, reason, worded(message, String(revision)), retryAfterMs);
    });
  },
};

type Request = Parameters<Renderer<KustomizationSpec>["render"]>[0];

async function render({ object, spec, answers }: Request, cx: Cx) {
  const needs = variableNeeds(spec, object, answers);
  if (needs.length > 0) return { needs };
  const files = packFileSystem(cx.files("source"), ROOT);
  const folder = folderOf(files, spec.path);
  if (spec["decryption"] !== undefined) {
    const why = "spec.decryption asks for what no installed plugin does";
    throw terminal("DecryptionUnavailable", `Cannot decrypt: ${why}`);
  }
  const fetched = new Fetched(cx);
  return await withRemote(answers, fetched, (remote) => {
    const { version } = fetched;
    return build({ files, folder, spec, answers, owner: object, remote, version });
  });
}

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

interface Asked {
  readonly files: FileSystem;
  readonly folder: string;
  readonly spec: KustomizationSpec;
  readonly answers: readonly Answer[];
  readonly owner: KubeObject;
  readonly remote: RemoteSource;
  /** Of what was fetched. */
  readonly version: string;
}

/** Throws KustomizeError, and RemoteError where something must be fetched first. */
function build({ files, folder, spec, answers, owner, remote, version }: Asked) {
  const { name, namespace = "" } = owner.metadata;
  const owned = {
    "kustomize.toolkit.fluxcd.io/name": name,
    "kustomize.toolkit.fluxcd.io/namespace": namespace,
  };
  const options: FluxBuildOptions = {
    overlay: spec,
    variables: () => variablesOf(spec, answers),
    substitute: { strict: true, always: spec.postBuild?.substituteStrategy === "Always" },
    remote,
    parsed,
  };
  const finish = fluxFinish(options), { labels, annotations } = spec.commonMetadata ?? {};
  const marks = { labels: { ...owned, ...labels }, annotations: { ...annotations } };
  const built = memory.use(`${namespace}/${name}`, (rebuild) => [
    ...rebuild.run({
      files,
      key: JSON.stringify([folder, owned, spec, answers, version]),
      build: (given) => overlaid(given, folder, options),
      finish: (resource): Built => {
        finish(resource);
        const node = resource.node!;
        const objects = expanded([valueToJS(objectValue(node)) as KubeObject]);
        objects.forEach(refuseNameless);
        objects.forEach(refuseEncrypted);
        return {
          yaml: objectYaml(node),
          objects: objects.map((one) => marked(normalized(one), marks)),
        };
      },
    }),
  ]);
  const hash = createHash("sha256").update(built.map(({ yaml }) => yaml).join("---\n"));
  return {
    objects: built.flatMap(({ objects }) => objects),
    digest: `sha256:${hash.digest("hex")}`,
  };
}

/** A name that YAML reads as a number or a boolean is none. */
function refuseNameless({ kind, metadata: { name } }: KubeObject): void {
  if (typeof name === "string") return;
  throw transient("BuildFailed", `the name of a ${kind} is not text but ${JSON.stringify(name)}`);
}

/** What is still encrypted would be of no use in the cluster, and Ready would hide it. */
function refuseEncrypted(object: KubeObject): void {
  const { kind, apiVersion, metadata: { name, namespace, annotations } } = object;
  if (kind !== "Secret" || apiVersion !== "v1" || object["sops"] === undefined) return;
  if (annotations?.["kustomize.toolkit.fluxcd.io/decrypt"] === "disabled") return;
  const subject = [kind, ...(namespace ? [namespace] : []), name].join("/");
  const why = "configuring decryption is required for this secret to be reconciled";
  throw terminal("BuildFailed", `${subject} is SOPS encrypted, ${why}`);
}

/** The object with these over its own labels and annotations. */
function marked(
  object: KubeObject,
  { labels, annotations }: Readonly<Record<"labels" | "annotations", Record<string, string>>>,
): KubeObject {
  const { managedFields, ...metadata } = object.metadata;
  // An empty list is none to Go, and refused by the API server.
  const kept = Array.isArray(managedFields) && managedFields.length === 0 ? {} : { managedFields };
  const noted = { ...metadata.annotations, ...annotations };
  return {
    ...object,
    metadata: {
      ...metadata,
      ...managedFields !== undefined && kept,
      labels: { ...metadata.labels, ...labels },
      ...(Object.keys(noted).length > 0 && { annotations: noted }),
    },
  };
}

export default plugin("renderer", () => renderer as Renderer);
