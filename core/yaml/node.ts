/** What a YAML node is. */
export const Kind = { document: 1, sequence: 2, mapping: 4, scalar: 8, alias: 16 } as const;

/** How a node was (or shall be) written; the flags may be joined with `|`. */
export const Style = {
  tagged: 1,
  double: 2,
  single: 4,
  literal: 8,
  folded: 16,
  flow: 32,
} as const;

/** Flags of every style that makes a scalar a string without looking at its text. */
export const QUOTED = Style.double | Style.single | Style.literal | Style.folded;

/** Comments of a node, as yaml.v3 attaches them; each with its `#`. */
export interface Comments {
  head: string;
  line: string;
  foot: string;
}

/** A node of a document. A mapping's content is key, value, key, value. */
export interface Node {
  kind: number;
  style: number;
  /** Short form (`!!str`); empty where it follows from the text. */
  tag: string;
  value: string;
  content: Node[];
  anchor: string;
  /** The node that an alias stands for. */
  alias: Node | undefined;
  comments: Comments | undefined;
  /** Counted from 1; 0 in a node that was made by code. */
  line: number;
  column: number;
}

/** Content of every scalar: nothing may be pushed to it. */
const EMPTY: Node[] = Object.freeze([]) as unknown as Node[];

/** A node of the kind `kind`, with nothing in it. */
export function makeNode(kind: number, tag: string, value = "", style = 0): Node {
  return {
    kind,
    style,
    tag,
    value,
    content: kind === Kind.scalar || kind === Kind.alias ? EMPTY : [],
    anchor: "",
    alias: undefined,
    comments: undefined,
    line: 0,
    column: 0,
  };
}

/** A string scalar; it is quoted on output where its text would read as something else. */
export function stringNode(value: string, style = 0): Node {
  return makeNode(Kind.scalar, "!!str", value, style);
}

/** A plain scalar whose tag follows from its text. */
export function scalarNode(value: string, tag = ""): Node {
  return makeNode(Kind.scalar, tag, value);
}

/** A mapping of the given content: key, value, key, value. */
export function mappingNode(content: Node[] = []): Node {
  const node = makeNode(Kind.mapping, "!!map");
  node.content = content;
  return node;
}

/** A sequence of the given items. */
export function sequenceNode(content: Node[] = []): Node {
  const node = makeNode(Kind.sequence, "!!seq");
  node.content = content;
  return node;
}

/** A deep copy; aliases keep pointing at the node of the original. */
export function copyNode(node: Node): Node {
  return {
    kind: node.kind,
    style: node.style,
    tag: node.tag,
    value: node.value,
    content: node.content.length === 0 && node.content === EMPTY
      ? EMPTY
      : node.content.map(copyNode),
    anchor: node.anchor,
    alias: node.alias,
    comments: node.comments && { ...node.comments },
    line: node.line,
    column: node.column,
  };
}

/** Makes `target` the same as `source` (which gives up its content to it). */
export function assignNode(target: Node, source: Node): void {
  Object.assign(target, source);
}

const LONG = "tag:yaml.org,2002:";

/** `tag:yaml.org,2002:str` as `!!str`; any other tag as it is. */
export function shortTag(tag: string): string {
  return tag.startsWith(LONG) ? "!!" + tag.slice(LONG.length) : tag;
}

/** `!!str` as `tag:yaml.org,2002:str`; any other tag as it is. */
export function longTag(tag: string): string {
  return tag.startsWith("!!") ? LONG + tag.slice(2) : tag;
}
