import { CommentShelf, moveFeet, moveValueFoot } from "./comment_shelf.ts";
import { type Dialect, type Mark, problemError, YamlError } from "./errors.ts";
import { Kind, makeNode, type Node, QUOTED, shortTag, Style } from "./node.ts";
import { plainTag } from "./resolve.ts";
import { Scanner } from "./scanner.ts";
import { T, type Token } from "./tokens.ts";

/** What stands before a node: its anchor and its tag. */
interface Properties {
  readonly start: Mark;
  readonly anchor: string;
  readonly tag: string;
}

/** Builds the nodes of one text, document by document. */
export class Composer {
  readonly #scanner: Scanner;
  readonly #dialect: Dialect;
  readonly #withComments: boolean;
  #anchors = new Map<string, Node>();
  #handles = new Map<string, string>();
  #first = true;
  readonly #shelf: CommentShelf;

  constructor(text: string, dialect: Dialect, withComments: boolean) {
    this.#scanner = new Scanner(text, dialect, withComments);
    this.#dialect = dialect;
    this.#withComments = withComments;
    this.#shelf = new CommentShelf(this.#scanner.comments);
  }

  /** The next document, or undefined at the end. */
  next(): Node | undefined {
    let token = this.#peek();
    if (!this.#first) { while (token.kind === T.documentEnd) token = this.#step(); }
    if (token.kind === T.streamEnd) return undefined;
    const implicit = this.#first && token.kind !== T.versionDirective &&
      token.kind !== T.tagDirective && token.kind !== T.documentStart;
    this.#first = false;
    const document = makeNode(Kind.document, "");
    document.line = token.line + 1;
    document.column = token.column + 1;
    if (this.#dialect === "v2") this.#anchors = new Map();
    if (implicit) {
      this.#resetHandles();
      this.#shelf.takeDocumentHead(document);
      document.content.push(this.#node(true, false));
    } else {
      this.#directives();
      token = this.#peek();
      if (token.kind !== T.documentStart) {
        throw this.#fail("did not find expected <document start>", token);
      }
      token = this.#step();
      document.content.push(
        this.#endsContent(token) ? this.#empty(token) : this.#node(true, false),
      );
    }
    this.#documentEnd(document);
    return document;
  }

  #endsContent({ kind }: Token): boolean {
    return kind === T.versionDirective || kind === T.tagDirective || kind === T.documentStart ||
      kind === T.documentEnd || kind === T.streamEnd;
  }

  #documentEnd(document: Node): void {
    if (this.#peek().kind === T.documentEnd) this.#scanner.next();
    if (this.#withComments) this.#shelf.takeDocumentFoot(document);
  }

  #resetHandles(): void {
    this.#handles = new Map([["!", "!"], ["!!", "tag:yaml.org,2002:"]]);
  }

  #directives(): void {
    const handles = new Map<string, string>();
    let version = false;
    for (let token = this.#peek();; token = this.#step()) {
      if (token.kind === T.versionDirective) {
        if (version) throw this.#fail("found duplicate %YAML directive", token);
        if (token.value !== "1.1") throw this.#fail("found incompatible YAML document", token);
        version = true;
      } else if (token.kind === T.tagDirective) {
        if (handles.has(token.value)) throw this.#fail("found duplicate %TAG directive", token);
        handles.set(token.value, token.suffix);
      } else break;
    }
    this.#resetHandles();
    for (const [handle, prefix] of handles) this.#handles.set(handle, prefix);
  }

  #peek(): Token {
    const token = this.#scanner.peek();
    if (this.#withComments) this.#shelf.unfold(token);
    return token;
  }

  /** Goes over the token, and gives the next one. */
  #step(): Token {
    this.#scanner.next();
    return this.#peek();
  }

  #fail(problem: string, at: Mark, context?: Mark): YamlError {
    return problemError({ dialect: this.#dialect, stage: "parser", problem, at, context });
  }

  #node(block: boolean, indentless: boolean): Node {
    let token = this.#peek();
    if (token.kind === T.alias) return this.#alias(token);
    let properties: Properties | undefined;
    if (token.kind === T.anchor || token.kind === T.tag) {
      properties = this.#properties(token);
      token = this.#peek();
    }
    const start = properties?.start ?? token;
    const make = COLLECTIONS[token.kind];
    if (token.kind === T.scalar) return this.#scalar(token, start, properties);
    if (make === "flowSequence") return this.#flowSequence(start, properties);
    if (make === "flowMapping") return this.#flowMapping(start, properties);
    if (indentless && token.kind === T.blockEntry) return this.#indentless(start, properties);
    if (block && make === "blockSequence") return this.#blockSequence(start, properties);
    if (block && make === "blockMapping") return this.#blockMapping(start, properties);
    if (properties && (properties.anchor !== "" || properties.tag !== "")) {
      const node = this.#make(Kind.scalar, start, properties, "", 0);
      return node;
    }
    throw this.#fail("did not find expected node content", token, start);
  }

  #alias(token: Token): Node {
    const node = makeNode(Kind.alias, "", token.value);
    node.line = token.line + 1;
    node.column = token.column + 1;
    node.alias = this.#anchors.get(token.value);
    if (node.alias === undefined) {
      throw new YamlError(`unknown anchor '${token.value}' referenced`, node.line, node.column);
    }
    if (this.#withComments) this.#shelf.take(node);
    this.#scanner.next();
    return node;
  }

  #properties(first: Token): Properties {
    let anchor = "";
    let tag: Token | undefined;
    let token = first;
    for (let i = 0; i < 2; i++) {
      if (token.kind === T.anchor && anchor === "") anchor = token.value;
      else if (token.kind === T.tag && tag === undefined) tag = token;
      else break;
      token = this.#step();
    }
    if (tag === undefined) return { start: first, anchor, tag: "" };
    if (tag.value === "") return { start: first, anchor, tag: tag.suffix };
    const prefix = this.#handles.get(tag.value);
    if (prefix === undefined || prefix + tag.suffix === "") {
      throw this.#fail("found undefined tag handle", tag, first);
    }
    return { start: first, anchor, tag: prefix + tag.suffix };
  }

  #make(
    kind: number,
    start: Mark,
    properties: Properties | undefined,
    value: string,
    style: number,
  ): Node {
    const explicit = properties !== undefined && properties.tag !== "" && properties.tag !== "!";
    let tag: string;
    if (explicit) tag = shortTag(properties.tag);
    else if (kind === Kind.mapping) tag = "!!map";
    else if (kind === Kind.sequence) tag = "!!seq";
    else if ((style & QUOTED) !== 0) tag = "!!str";
    else if (this.#dialect === "v2" && properties?.tag === "!") tag = "!!str";
    else tag = plainTag(this.#dialect, value);
    const node = makeNode(kind, tag, value, explicit ? style | Style.tagged : style);
    node.line = start.line + 1;
    node.column = start.column + 1;
    if (properties !== undefined && properties.anchor !== "") {
      node.anchor = properties.anchor;
      this.#anchors.set(node.anchor, node);
    }
    return node;
  }

  #scalar(token: Token, start: Mark, properties: Properties | undefined): Node {
    const node = this.#make(Kind.scalar, start, properties, token.value, token.style);
    if (this.#withComments) this.#shelf.take(node);
    this.#scanner.next();
    return node;
  }

  /** A null that stands for nothing; it takes no comments. */
  #empty(at: Mark): Node {
    return this.#make(Kind.scalar, at, undefined, "", 0);
  }

  #blockSequence(start: Mark, properties: Properties | undefined): Node {
    const node = this.#make(Kind.sequence, start, properties, "", 0);
    if (this.#withComments) this.#shelf.takeStem(node);
    const open = this.#peek();
    let token = this.#step();
    while (token.kind === T.blockEntry) {
      token = this.#entry();
      const none = token.kind === T.blockEntry || token.kind === T.blockEnd;
      node.content.push(none ? this.#empty(token) : this.#node(true, false));
      token = this.#peek();
    }
    if (token.kind !== T.blockEnd) {
      throw this.#fail("did not find expected '-' indicator", token, open);
    }
    this.#scanner.next();
    return node;
  }

  #indentless(start: Mark, properties: Properties | undefined): Node {
    const node = this.#make(Kind.sequence, start, properties, "", 0);
    let token = this.#peek();
    while (token.kind === T.blockEntry) {
      token = this.#entry();
      const { kind } = token;
      const none = kind === T.blockEntry || kind === T.key || kind === T.value ||
        kind === T.blockEnd;
      node.content.push(none ? this.#empty(token) : this.#node(true, false));
      token = this.#peek();
    }
    return node;
  }

  /** Goes over a dash; comments before it belong to the collection that follows, not to its first key. */
  #entry(): Token {
    const before = this.#shelf.headLength;
    const token = this.#step();
    if (token.kind === T.blockSequenceStart || token.kind === T.blockMappingStart) {
      this.#shelf.splitStem(before);
    }
    return token;
  }

  #blockMapping(start: Mark, properties: Properties | undefined): Node {
    const node = this.#make(Kind.mapping, start, properties, "", 0);
    if (this.#withComments) this.#shelf.takeStem(node);
    const open = this.#peek();
    let token = this.#step();
    while (token.kind === T.key) {
      const key = this.#part(this.#step(), token);
      token = this.#peek();
      const value = token.kind === T.value ? this.#part(this.#step(), token) : this.#empty(token);
      if (this.#withComments) moveFeet(node, key, value);
      node.content.push(key, value);
      token = this.#peek();
    }
    if (token.kind !== T.blockEnd) throw this.#fail("did not find expected key", token, open);
    if (this.#withComments) this.#shelf.endMapping(node);
    this.#scanner.next();
    return node;
  }

  /** A key or value of a block mapping, empty where the next token says so. */
  #part(token: Token, indicator: Token): Node {
    const none = token.kind === T.key || token.kind === T.value || token.kind === T.blockEnd;
    return none ? this.#empty(indicator) : this.#node(true, true);
  }

  #flowSequence(start: Mark, properties: Properties | undefined): Node {
    const node = this.#make(Kind.sequence, start, properties, "", Style.flow);
    if (this.#withComments) this.#shelf.take(node);
    const open = this.#peek();
    let token = this.#step();
    for (let first = true; token.kind !== T.flowSequenceEnd; first = false) {
      if (!first) {
        if (token.kind !== T.flowEntry) {
          throw this.#fail("did not find expected ',' or ']'", token, open);
        }
        token = this.#step();
        if (token.kind === T.flowSequenceEnd) break;
      }
      node.content.push(token.kind === T.key ? this.#pair(token) : this.#node(false, false));
      token = this.#peek();
    }
    if (this.#withComments) this.#shelf.take(node, true);
    this.#scanner.next();
    return node;
  }

  /** `key: value` inside a flow sequence: a mapping of its own. */
  #pair(start: Token): Node {
    const node = this.#make(Kind.mapping, start, undefined, "", Style.flow);
    let token = this.#step();
    const ends = ({ kind }: Token) => kind === T.flowEntry || kind === T.flowSequenceEnd;
    const none = token.kind === T.value || ends(token);
    const key = none ? this.#empty(token) : this.#node(false, false);
    token = none ? this.#step() : this.#peek();
    let value: Node | undefined;
    if (token.kind === T.value && !ends(token = this.#step())) value = this.#node(false, false);
    node.content.push(key, value ?? this.#empty(token));
    return node;
  }

  #flowMapping(start: Mark, properties: Properties | undefined): Node {
    const node = this.#make(Kind.mapping, start, properties, "", Style.flow);
    if (this.#withComments) this.#shelf.take(node);
    const open = this.#peek();
    let token = this.#step();
    const ends = ({ kind }: Token) => kind === T.flowEntry || kind === T.flowMappingEnd;
    for (let first = true; token.kind !== T.flowMappingEnd; first = false) {
      if (!first) {
        if (token.kind !== T.flowEntry) {
          throw this.#fail("did not find expected ',' or '}'", token, open);
        }
        token = this.#step();
        if (token.kind === T.flowMappingEnd) break;
      }
      const marked = token.kind === T.key;
      if (marked) token = this.#step();
      const none = marked && (token.kind === T.value || ends(token));
      const key = none ? this.#empty(token) : this.#node(false, false);
      token = this.#peek();
      const full = marked && token.kind === T.value && !ends(token = this.#step());
      const value = full ? this.#node(false, false) : this.#empty(token);
      if (this.#withComments) moveValueFoot(key, value);
      node.content.push(key, value);
      token = this.#peek();
    }
    if (this.#withComments) this.#shelf.take(node, true);
    this.#scanner.next();
    return node;
  }
}

const COLLECTIONS: Readonly<Record<number, string>> = {
  [T.flowSequenceStart]: "flowSequence",
  [T.flowMappingStart]: "flowMapping",
  [T.blockSequenceStart]: "blockSequence",
  [T.blockMappingStart]: "blockMapping",
};
