import { ChartError } from "./chart.ts";
import { splitManifests } from "./manifests.ts";
import { pathPattern } from "./path_pattern.ts";
import type { Rendered } from "./release.ts";

/** What is printed besides the objects. */
export interface PrintOptions {
  /** The chart's custom resource definitions: not unless asked for. */
  readonly crds?: boolean;
  /** Hooks: unless they are not wanted. */
  readonly hooks?: boolean;
  /** Hooks that are tests: unless they are not wanted. */
  readonly tests?: boolean;
  /** Paths of templates below the chart's folder, or patterns of them; all where there are none. */
  readonly only?: readonly string[];
}

const source = (path: string, content: string) => `---\n# Source: ${path}\n${content}\n`;

/** What `helm template` prints. Throws ChartError where a path of `only` has no objects. */
export function printRelease(rendered: Rendered, options: PrintOptions = {}): string {
  const { crds = false, hooks = true, tests = true, only = [] } = options;
  const decoder = new TextDecoder();
  const definitions = crds
    ? rendered.crds.map(({ path, data }) => source(path, decoder.decode(data)))
    : [];
  const manifests = rendered.manifests.map(({ path, content }) => source(path, content));
  const shown = hooks
    ? rendered.hooks.filter(({ events }) => tests || !events.includes("test"))
      .map(({ path, content }) => source(path, content))
    : [];
  const all = [...definitions, ...manifests].join("").trim() + "\n" + shown.join("");
  return only.length === 0 ? all : printOnly(all, only);
}

/** The documents whose path, without the chart's folder, fits a pattern: in the order of the patterns. */
function printOnly(text: string, patterns: readonly string[]): string {
  const documents = splitManifests(text).map((document) => ({
    document,
    path: /# Source: [^/]+\/(.+)/.exec(document)?.[1],
  }));
  const out = patterns.flatMap((pattern) => {
    const fits = pathPattern(pattern);
    const found = documents.filter(({ path }) => path !== undefined && fits(path));
    if (found.length === 0) throw new ChartError(`could not find template ${pattern} in chart`);
    return found;
  });
  return out.map(({ document }) => `---\n${document}\n`).join("");
}
