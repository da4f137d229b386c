import {
  documents,
  Kind,
  mappingNode,
  type Node,
  NodeWriter,
  scalarNode,
  stringNode,
  Style,
  YamlError,
} from "contract/yaml";
import { splitDocuments } from "../yaml_documents/mod.ts";
import { ChartError } from "./chart.ts";
import { splitManifests } from "./manifests.ts";
import { compareStrings } from "../gotemplate/mod.ts";
import { basePath } from "../sprig/mod.ts";

/** The annotation that tells, on the way through a post-renderer, which template an object came from. */
const FILE = "postrenderer.helm.sh/postrender-filename";
/** What kyaml's reader and writer note for themselves, and take out again. */
const NOTED = ["index", "path", "id", "seqindent"].flatMap((name) => [
  `config.kubernetes.io/${name}`,
  `internal.config.kubernetes.io/${name}`,
]).concat("internal.config.kubernetes.io/annotations-migration-resource-id");

function valueAt(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== Kind.mapping) return undefined;
  for (let i = 0; i < node.content.length; i += 2) {
    if (node.content[i]!.value === key) return node.content[i + 1];
  }
  return undefined;
}

function remove(node: Node | undefined, key: string): void {
  if (node?.kind !== Kind.mapping) return;
  const i = node.content.findIndex((one, at) => at % 2 === 0 && one.value === key);
  if (i >= 0) node.content.splice(i, 2);
}

const isNull = (node: Node | undefined): boolean => node === undefined || node.tag === "!!null";
const isBlank = (node: Node | undefined): boolean =>
  isNull(node) || (node!.kind === Kind.mapping && node!.content.length === 0);

/** The mapping under a key, made where it is missing or null. */
function mappingAt(node: Node, key: string): Node {
  const found = valueAt(node, key);
  if (found && !isNull(found)) return found;
  const made = mappingNode();
  if (found) Object.assign(found, made, { comments: found.comments });
  else node.content.push(scalarNode(key), made);
  return found ?? made;
}

function unwrapped(node: Node): Node[] {
  const kind = valueAt(node, "kind")?.value;
  const items = valueAt(node, "items");
  const isList = kind === "List" || kind === "ResourceList";
  return isList && (items || valueAt(node, "functionConfig")) ? items?.content ?? [] : [node];
}

/** An object, and the document around it where it is alone in one. */
interface Read {
  readonly node: Node;
  readonly document: Node | undefined;
}

/** The objects of a text as kyaml reads them: with their comments, lists opened up where they stand alone. */
function readObjects(text: string): Read[] {
  const parts = splitDocuments(text, (message) => {
    throw new ChartError(message);
  });
  return parts.flatMap((part): Read[] => {
    const [document] = documents(part, { comments: true });
    const root = document?.content[0];
    if (!document || !root || isNull(root)) return [];
    const [first, ...more] = parts.length === 1 ? unwrapped(root) : [root];
    if (first === root) return [{ node: root, document }];
    return [first, ...more].flatMap((node) => node ? [{ node, document: undefined }] : []);
  });
}

/** The objects as kyaml writes them. */
function write(objects: readonly Read[]): string {
  const writer = new NodeWriter({ indent: 2, compact: true });
  for (const { node, document } of objects) {
    const annotations = valueAt(valueAt(node, "metadata"), "annotations");
    for (const key of NOTED) remove(annotations, key);
    dropBlank(node);
    writer.write(document ?? node);
  }
  return writer.text;
}

/** Annotations without anything in them go, and metadata with them. */
function dropBlank(node: Node): void {
  const metadata = valueAt(node, "metadata");
  if (isBlank(valueAt(metadata, "annotations"))) remove(metadata, "annotations");
  if (isBlank(metadata)) remove(node, "metadata");
}

function reading<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ChartError(`parsing ${path}: MalformedYAMLError: ${error.message}`);
  }
}

/** The objects of rendered files as one stream, each with the name of its file. Throws ChartError. */
export function joinFiles(files: ReadonlyMap<string, string>): string {
  const all: Read[] = [];
  for (const path of [...files.keys()].sort(compareStrings)) {
    const text = files.get(path)!;
    if (basePath(path).startsWith("_") || text.trim() === "") continue;
    for (const manifest of splitManifests(text)) {
      for (const object of reading(path, () => readObjects(manifest))) {
        const annotations = mappingAt(mappingAt(object.node, "metadata"), "annotations");
        remove(annotations, FILE);
        annotations.content.push(scalarNode(FILE), stringNode(path, Style.single));
        all.push(object);
      }
    }
  }
  return write(all);
}

/**
 * The files of a stream that came back from a post-renderer; objects that it added get a name with `prefix`. Throws
 * ChartError.
 */
export function splitStream(stream: string, prefix = ""): Map<string, string> {
  const added = prefix === "" ? "generated-by-postrender" : `generated-by-postrender-${prefix}`;
  const byFile = new Map<string, Read[]>();
  const objects = reading("post-rendered output", () => readObjects(stream));
  for (const [i, object] of objects.entries()) {
    const annotations = valueAt(valueAt(object.node, "metadata"), "annotations");
    const path = valueAt(annotations, FILE)?.value || `${added}-${i}.yaml`;
    remove(annotations, FILE);
    const list = byFile.get(path) ?? [];
    byFile.set(path, list);
    list.push(object);
  }
  return new Map([...byFile].map(([path, list]) => [path, write(list)]));
}
