import { basePath } from "../sprig/mod.ts";
import { compareStrings, parseInt64 } from "../gotemplate/mod.ts";
import { headOf } from "./manifest_head.ts";
import { INSTALL_ORDER } from "./tables/kinds.ts";

/** One object of a release, as text; `path` is the template that it came from. */
export interface Manifest {
  readonly path: string;
  readonly content: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
}

/** An object that is applied at a moment of the release's life, not with the others. */
export interface Hook extends Manifest {
  readonly events: readonly string[];
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

const EVENTS: ReadonlyMap<string, string> = new Map(
  [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
  ].map((event) => [event, event]).concat([["test-success", "test"]]) as [string, string][],
);
/** The annotation that makes an object a hook. */
export const HOOK = "helm.sh/hook";
/** Go's unicode.IsSpace at the beginning, and RE2's space before and behind a separator, which is of ASCII alone. */
const SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const isSpace = (code: number): boolean =>
  code === 32 || code === 10 || code === 9 || code === 13 || code === 12;

/** What stands between separators: `---` where a line begins, with the space around it. */
function separated(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let at = text.startsWith("---") ? 0 : text.indexOf("\n---");
  while (at >= 0) {
    let begin = at;
    while (begin > from && isSpace(text.charCodeAt(begin - 1))) begin--;
    parts.push(text.slice(from, begin));
    from = text.indexOf("---", at) + "---".length;
    while (isSpace(text.charCodeAt(from))) from++;
    at = text.indexOf("\n---", from);
  }
  parts.push(text.slice(from));
  return parts;
}

/** Cuts rendered text into documents; a separator need not stand alone on its line. */
export function splitManifests(text: string): string[] {
  return separated(text.replace(SPACE, "")).filter((part) => part.trim() !== "")
    .map((part) => part.replace(SPACE, ""));
}

const words = (text: string | undefined): string[] =>
  text === undefined ? [] : text.split(",").map((word) => word.trim().toLowerCase());

function hookOf(manifest: Manifest, annotations: ReadonlyMap<string, string>): Hook | undefined {
  const events = words(annotations.get(HOOK)).map((word) => EVENTS.get(word));
  if (events.includes(undefined)) return undefined;
  return {
    ...manifest,
    events: events as string[],
    weight: Number(parseInt64(annotations.get("helm.sh/hook-weight") ?? "", 10) ?? 0n),
    deletePolicies: words(annotations.get("helm.sh/hook-delete-policy")),
    outputLogPolicies: words(annotations.get("helm.sh/hook-output-log-policy")),
  };
}

/** Orders by kind: known kinds as in `order`, the others behind them by name; what is equal stays as it was. */
export function sortByKind<T extends { readonly kind: string }>(
  items: readonly T[],
  order: readonly string[],
): T[] {
  const rank = new Map(order.map((kind, i) => [kind, i]));
  return items.toSorted((a, b) => {
    const [x, y] = [rank.get(a.kind), rank.get(b.kind)];
    if (x === undefined && y === undefined) return compareStrings(a.kind, b.kind);
    return (x ?? Infinity) - (y ?? Infinity);
  });
}

/** Manifests and hooks of rendered files, in the order of installation. Throws ChartError where one is no YAML. */
export function sortManifests(
  files: ReadonlyMap<string, string>,
): { manifests: Manifest[]; hooks: Hook[] } {
  const manifests: Manifest[] = [];
  const hooks: Hook[] = [];
  for (const path of [...files.keys()].sort(compareStrings)) {
    const text = files.get(path)!;
    if (basePath(path).startsWith("_") || text.trim() === "") continue;
    for (const content of splitManifests(text)) {
      const { annotations, apiVersion, kind, name } = headOf(path, content);
      const manifest = { path, content, kind, apiVersion, name };
      if (!annotations.has(HOOK)) manifests.push(manifest);
      else {
        const hook = hookOf(manifest, annotations);
        if (hook) hooks.push(hook);
      }
    }
  }
  return {
    manifests: sortByKind(manifests, INSTALL_ORDER),
    hooks: sortByKind(hooks, INSTALL_ORDER),
  };
}
