import { Composer } from "./compose.ts";
import type { Dialect } from "./errors.ts";
import type { Node } from "./node.ts";
import { checkCharacters, decodeText } from "./reader.ts";

/** How a text is read. */
export interface ParseOptions {
  /** `v3` (the default) is what kustomize and Helm read; `v2` is what Kubernetes' own tools read (sigs.k8s.io/yaml). */
  readonly dialect?: Dialect;
  /** Whether nodes get their comments; it costs time. */
  readonly comments?: boolean;
}

/** Reads document after document, so that an error in a later one does not hide what came before it. */
export function* documents(
  source: string | Uint8Array,
  options: ParseOptions = {},
): Generator<Node> {
  const text = typeof source === "string" ? source : decodeText(source);
  checkCharacters(text);
  const composer = new Composer(text, options.dialect ?? "v3", options.comments ?? false);
  for (let node = composer.next(); node !== undefined; node = composer.next()) yield node;
}

/** Every document of a text. Throws YamlError, with line and column. */
export function parseDocuments(source: string | Uint8Array, options: ParseOptions = {}): Node[] {
  return [...documents(source, options)];
}

/** The first document's root node; undefined for a text without any. Later documents are not looked at. */
export function parseNode(
  source: string | Uint8Array,
  options: ParseOptions = {},
): Node | undefined {
  for (const document of documents(source, options)) return document.content[0];
  return undefined;
}
