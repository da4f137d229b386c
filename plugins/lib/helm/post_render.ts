import { headOf } from "./manifest_head.ts";
import { HOOK, splitManifests } from "./manifests.ts";
import { joinFiles, splitStream } from "./manifest_stream.ts";

/** What changes the objects of a release after they were rendered. */
export interface PostRender {
  /** From a stream of documents to another. What it throws fails the render. */
  readonly render: (stream: string) => string;
  /** Whether hooks go along (`combined`, Helm's default), on their own (`separate`), or stay as they are. */
  readonly strategy?: "combined" | "separate" | "nohooks";
}

/** The files with the documents that are hooks, or with the others. */
function onlyHooks(files: ReadonlyMap<string, string>, hooks: boolean): Map<string, string> {
  const out = new Map<string, string>();
  for (const [path, text] of files) {
    const kept = splitManifests(text).filter((document) =>
      headOf(path, document).annotations.has(HOOK) === hooks
    );
    if (kept.length > 0) out.set(path, kept.join("\n---\n"));
  }
  return out;
}

function joined(one: ReadonlyMap<string, string>, two: ReadonlyMap<string, string>) {
  const out = new Map(one);
  for (const [path, text] of two) {
    const before = out.get(path);
    out.set(path, before === undefined ? text : `${before}\n---\n${text}`);
  }
  return out;
}

/** Sends rendered files through a post-renderer: every object is read and written by kyaml on the way. Throws ChartError. */
export function postRender(
  files: ReadonlyMap<string, string>,
  { render, strategy = "combined" }: PostRender,
): Map<string, string> {
  const through = (some: ReadonlyMap<string, string>, prefix: string) =>
    some.size === 0 ? some : splitStream(render(joinFiles(some)), prefix);
  if (strategy === "combined") return splitStream(render(joinFiles(files)));
  const hooks = onlyHooks(files, true);
  const rendered = strategy === "separate" ? through(hooks, "hooks") : hooks;
  return joined(rendered, through(onlyHooks(files, false), "manifests"));
}
