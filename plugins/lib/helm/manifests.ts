import { Kind, type Node, parseNode, YamlError } from "contract/yaml";
import { basePath } from "../sprig/mod.ts";
import { compareStrings, parseInt64 } from "../gotemplate/mod.ts";
import { ChartError } from "./chart.ts";
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
const HOOK = "helm.sh/hook";
const SPACE = /^\s+/u;
const SEPARATOR = /(?:^|\s*\n)---\s*/;

/** Cuts rendered text into documents; a separator need not stand alone on its line. */
export function splitManifests(text: string): string[] {
  return text.replace(SPACE, "").split(SEPARATOR).filter((part) => part.trim() !== "")
    .map((part) => part.replace(SPACE, ""));
}

interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: ReadonlyMap<string, string>;
}

function child(node: Node | undefined, key: string): Node | undefined {
  let of = node;
  while (of?.kind === Kind.alias) of = of.alias;
  if (of?.kind !== Kind.mapping) return undefined;
  for (let i = 0; i < of.content.length; i += 2) {
    if (of.content[i]!.value === key) return of.content[i + 1];
  }
  return undefined;
}

const scalar = (node: Node | undefined): string =>
  node?.kind === Kind.scalar && node.tag !== "!!null" ? node.value : "";

/** What a document says of itself. Throws ChartError where it is no YAML. */
function headOf(path: string, content: string): Head {
  let root: Node | undefined;
  try {
    root = parseNode(content, { dialect: "v2" });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { message } = error;
    const words = message.startsWith("yaml: ") ? message : `yaml: ${message}`;
    throw new ChartError(`YAML parse error on ${path}: error converting YAML to JSON: ${words}`);
  }
  const body = root?.kind === Kind.document ? root.content[0] : root;
  if (body && body.kind !== Kind.mapping && !(body.kind === Kind.scalar && scalar(body) === "")) {
    const kind = body.kind === Kind.sequence ? "array" : "string";
    throw new ChartError(
      `YAML parse error on ${path}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type util.SimpleHead`,
    );
  }
  const metadata = child(body, "metadata");
  const annotations = child(metadata, "annotations");
  const entries: [string, string][] = [];
  for (let i = 0; i < (annotations?.content.length ?? 0); i += 2) {
    entries.push([annotations!.content[i]!.value, scalar(annotations!.content[i + 1])]);
  }
  return {
    apiVersion: scalar(child(body, "apiVersion")),
    kind: scalar(child(body, "kind")),
    name: scalar(child(metadata, "name")),
    annotations: new Map(entries),
  };
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
