/** Contents of other repositories' artifacts, laid into this one. */
import { type Cx, Failure, type KubeObject, transient } from "contract";
import { type Artifact, type Include, type Request, shownFolder, statusOf } from "./spec.ts";
import type { Files } from "./content.ts";

/** The artifacts of what is included, in the spec's order. Throws `waiting` where one of them is not there yet. */
export async function includedArtifacts(
  { object, spec, inputs }: Request,
  cx: Cx,
): Promise<readonly Artifact[]> {
  const found: Artifact[] = [];
  for (const { repository: { name } } of spec.include ?? []) {
    const other = inputs?.[name]?.[0];
    if (!other) {
      throw await unavailable(
        cx,
        "NotFound",
        `could not get resource for include '${name}': GitRepository.source.toolkit.fluxcd.io "${name}" not found`,
      );
    }
    const artifact = artifactOf(other);
    if (!artifact) {
      throw await unavailable(cx, "NoArtifact", `no artifact available for include '${name}'`);
    }
    found.push(artifact);
  }
  const wasUnavailable = statusOf(object).conditions?.some(({ type }) => type === TYPE) ?? false;
  if (wasUnavailable) await cx.report({ dropped: [TYPE] });
  return found;
}

const TYPE = "IncludeUnavailable";

function artifactOf(object: KubeObject): Artifact | undefined {
  return (object["status"] as { readonly artifact?: Artifact } | undefined)?.artifact;
}

async function unavailable(cx: Cx, reason: string, message: string): Promise<Failure> {
  await cx.report({ conditions: [{ type: TYPE, status: "True", reason, message }] });
  return new Failure("waiting", reason, message);
}

/** Copies what is included into the files. Throws a Failure, with the condition told, where a path does not allow it. */
export async function layIncludes({ object, spec }: Request, cx: Cx, files: Files): Promise<void> {
  for (const include of spec.include ?? []) {
    const why = lay(include, cx, files, shownFolder(object));
    if (why === undefined) continue;
    const { repository: { name }, fromPath = "", toPath = name } = include;
    const message = `failed to copy '${name}' include from ${fromPath} to ${toPath}: ${why}`;
    const [type, reason] = ["StorageOperationFailed", "CopyFailure"];
    const condition = { type, status: "True" as const, reason, message };
    await cx.report({ conditions: [condition], dropped: ["FetchFailed"] });
    throw transient(reason, message);
  }
}

/** Answers what the system would have said where it cannot be done. */
function lay(
  { repository: { name }, fromPath = "", toPath }: Include,
  cx: Cx,
  files: Files,
  folder: string,
): string | undefined {
  const pack = cx.files(name);
  const from = inside(fromPath), to = inside(toPath || name);
  const source = `/tmp/flux-include/unpack/${from}`, target = `${folder}/${to}`;
  const isFile = pack.stat(from)?.type === "file";
  if (from !== "" && !pack.stat(from)) {
    return `cannot stat ${source}: stat ${source}: no such file or directory`;
  }
  if (ancestors(to).some((path) => files.get(path)?.bytes !== undefined)) {
    return `mkdir ${folder}: not a directory`;
  }
  const link = `link error: cannot rename ${source} to ${target}: rename ${source} ${target}`;
  if (to === "" || isFolder(files, to)) return `${link}: file exists`;
  if (files.has(to) && !isFile) return `${link}: not a directory`;
  if (isFile) {
    files.set(to, fileOf(pack, from, to));
    return undefined;
  }
  files.set(to, { path: to, bytes: undefined, executable: false });
  for (const { path, type } of pack.list(from, { recursive: true })) {
    const at = `${to}/${path.slice(from === "" ? 0 : from.length + 1)}`;
    files.set(
      at,
      type === "folder"
        ? { path: at, bytes: undefined, executable: false }
        : fileOf(pack, path, at),
    );
  }
  return undefined;
}

function fileOf(pack: ReturnType<Cx["files"]>, from: string, to: string) {
  return { path: to, bytes: pack.read(from), executable: pack.stat(from)?.mode === 0o700 };
}

function isFolder(files: Files, path: string): boolean {
  const held = files.get(path);
  if (held) return held.bytes === undefined;
  return files.keys().some((one) => one.startsWith(`${path}/`));
}

function ancestors(path: string): readonly string[] {
  const steps = path.split("/");
  return steps.slice(1).map((_, i) => steps.slice(0, i + 1).join("/"));
}

/** A path as a join that never leaves its folder makes it. */
export function inside(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}
