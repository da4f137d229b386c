import { copyNode, type Node } from "contract/yaml";
import { parseResources } from "../model/parse.ts";
import { makeResource, type Resource } from "../model/resource.ts";
import { type Loader, loadText } from "../source/loader.ts";

/** Parsed texts by content: what did not change since the last build is not parsed again. */
export class ParsedFiles {
  readonly #limit: number;
  #size = 0;
  readonly #nodes = new Map<string, readonly Node[]>();

  /** `limit` is how many characters of text are remembered; 0 for none. */
  constructor(limit = 0) {
    this.#limit = limit;
  }

  /** The resources of a file. */
  resources(loader: Loader, path: string): Resource[] {
    return this.inline(loadText(loader, path));
  }

  /** The resources of a text. */
  inline(text: string): Resource[] {
    if (this.#limit === 0) return parseResources(text);
    let nodes = this.#nodes.get(text);
    if (nodes === undefined) {
      nodes = parseResources(text).map(({ node }) => node!);
      this.#remember(text, nodes);
    }
    return nodes.map((node) => makeResource(copyNode(node)));
  }

  #remember(text: string, nodes: readonly Node[]): void {
    this.#size += text.length;
    if (this.#size > this.#limit) {
      this.#nodes.clear();
      this.#size = text.length;
    }
    this.#nodes.set(text, nodes);
  }
}
