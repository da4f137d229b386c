import { isAlpha } from "./characters.ts";
import { YamlError } from "./errors.ts";
import { LineWriter } from "./line_writer.ts";
import { Kind, longTag, type Node, Style } from "./node.ts";
import { escapeTag, isSimpleKey, scalarStyle, writtenTag } from "./node_style.ts";
import {
  blockHints,
  doubleText,
  foldedText,
  literalText,
  plainText,
  singleText,
  width,
} from "./scalar_text.ts";

/** How yaml.v3 writes nodes. */
export interface EmitOptions {
  /** Spaces of a level, 2 to 9; yaml.v3's own default is 4, kustomize's 2. */
  readonly indent?: number;
  /** Whether lists stand at the column of their key. */
  readonly compact?: boolean;
}

/** What stands around a node. */
interface Context {
  readonly root?: boolean;
  /** An item of a block sequence: what is in it is indented by two. */
  readonly item?: boolean;
  readonly mapping?: boolean;
  readonly simpleKey?: boolean;
}

/** Writes documents of nodes as yaml.v3 does, with styles, anchors, tags and comments. */
export class NodeWriter extends LineWriter {
  readonly #best: number;
  readonly #compact: boolean;
  #flow = 0;
  #documents = 0;
  #head = "";
  #line = "";
  #foot = "";
  #tail = "";
  #keyLine = "";

  constructor(options: EmitOptions = {}) {
    super();
    this.#best = options.indent ?? 4;
    this.#compact = options.compact ?? false;
  }

  /** Writes one more document; the node may be a document or its root. */
  write(node: Node): void {
    const document = node.kind === Kind.document ? node : undefined;
    const root = document ? document.content[0] : node;
    this.#head = document?.comments?.head ?? this.#head;
    this.indent = -1;
    if (this.#documents++ > 0) {
      this.writeIndent();
      this.indicator("---", true, false, false);
      this.writeIndent();
    }
    if (this.#head !== "") {
      this.#headComment();
      this.break();
    }
    if (root) {
      this.#load(root, "");
      this.#headComment();
      this.#node(root, { root: true });
      this.#lineComment();
      this.#footComment();
    }
    this.#foot = document?.comments?.foot ?? this.#foot;
    this.footIndent = 0;
    this.#footComment();
    this.footIndent = -1;
    this.writeIndent();
  }

  #headComment(): void {
    if (this.#tail !== "") {
      this.writeIndent();
      this.comment(this.#tail);
      this.#tail = "";
      this.footIndent = Math.max(this.indent, 0);
    }
    if (this.#head === "") return;
    this.writeIndent();
    this.comment(this.#head);
    this.#head = "";
  }

  #lineComment(lineBreak = false): void {
    if (this.#line === "") {
      if (lineBreak) this.break();
      return;
    }
    if (!this.whitespace) this.put(" ");
    this.comment(this.#line);
    this.#line = "";
  }

  #footComment(): void {
    if (this.#foot === "") return;
    this.writeIndent();
    this.comment(this.#foot);
    this.#foot = "";
    this.footIndent = Math.max(this.indent, 0);
  }

  /** Takes the comments of the event that begins the node. */
  #load(node: Node, tail: string): void {
    if (tail !== "") this.#tail = tail;
    if (!node.comments) return;
    if (node.comments.head !== "") this.#head = node.comments.head;
    if (node.kind === Kind.scalar || node.kind === Kind.alias) this.#loadEnd(node);
  }

  /** Takes the comments of the event that ends the node. */
  #loadEnd(node: Node, tail = ""): void {
    if (tail !== "") this.#tail = tail;
    if (!node.comments) return;
    if (node.comments.line !== "") this.#line = node.comments.line;
    if (node.comments.foot !== "") this.#foot = node.comments.foot;
  }

  #hasTrailing(): boolean {
    return this.#line !== "" || this.#foot !== "" || this.#tail !== "";
  }

  #increase(context: Context, flow: boolean, compact = false): number {
    const before = this.indent;
    if (before < 0) this.indent = flow ? this.#best : 0;
    else if (context.item) this.indent += 2;
    else {
      this.indent = this.#best * Math.trunc((before + this.#best) / this.#best);
      if (compact) this.indent -= 2;
    }
    return before;
  }

  /** Writes a node whose comments are loaded. */
  #node(node: Node, context: Context): void {
    if (node.kind === Kind.alias) return this.#anchor("*", node.value);
    if (node.kind === Kind.scalar) return this.#scalar(node, context);
    if (node.anchor !== "") this.#anchor("&", node.anchor);
    this.#tag(writtenTag(node).tag);
    const flow = this.#flow > 0 || (node.style & Style.flow) !== 0 || node.content.length === 0;
    const isMap = node.kind === Kind.mapping;
    if (flow) return isMap ? this.#flowMapping(node, context) : this.#flowSequence(node, context);
    return isMap ? this.#blockMapping(node, context) : this.#blockSequence(node, context);
  }

  #anchor(sign: "&" | "*", name: string): void {
    const noun = sign === "&" ? "anchor" : "alias";
    if (name === "") throw new YamlError(`${noun} value must not be empty`);
    if (![...name].every((c) => isAlpha(c.charCodeAt(0)))) {
      throw new YamlError(`${noun} value must contain alphanumerical characters only`);
    }
    this.indicator(sign, true, false, false);
    this.put(name);
    this.whitespace = false;
  }

  #tag(tag: string): void {
    if (tag === "") return;
    const long = longTag(tag);
    const prefix = "tag:yaml.org,2002:";
    let text: string;
    if (long.startsWith("!")) text = "!" + escapeTag(long.slice(1));
    else if (long.startsWith(prefix)) text = "!!" + escapeTag(long.slice(prefix.length));
    else text = `!<${escapeTag(long)}>`;
    this.indicator(text, true, false, false);
  }

  #blockSequence(node: Node, context: Context): void {
    const compact = this.#compact && context.mapping === true &&
      (this.column === 0 || !this.indention);
    const before = this.#increase(context, false, compact);
    for (const item of node.content) {
      this.#load(item, "");
      this.#headComment();
      this.writeIndent();
      this.indicator("-", true, false, true);
      this.#node(item, { item: true });
      this.#lineComment();
      this.#footComment();
    }
    this.#loadEnd(node);
    this.indent = before;
  }

  #blockMapping(node: Node, context: Context): void {
    const before = this.#increase(context, false);
    let tail = "";
    for (let i = 0; i + 1 < node.content.length; i += 2) {
      const [key, value] = [node.content[i]!, node.content[i + 1]!];
      this.#loadKey(key, tail);
      tail = key.comments?.foot ?? "";
      this.#headComment();
      this.writeIndent();
      if (this.#line !== "") {
        this.#keyLine = this.#line;
        this.#line = "";
      }
      const simple = isSimpleKey(key);
      if (simple) this.#node(key, { mapping: true, simpleKey: true });
      else {
        this.indicator("?", true, false, true);
        this.#node(key, { mapping: true });
      }
      this.#load(value, "");
      this.#mappingValue(value, simple);
    }
    this.#loadEnd(node, tail);
    this.#headComment();
    this.indent = before;
  }

  /** The foot of a key is the tail of what follows it. */
  #loadKey(key: Node, tail: string): void {
    const foot = this.#foot;
    this.#load(key, tail);
    this.#foot = foot;
  }

  #mappingValue(value: Node, simple: boolean): void {
    if (simple) this.indicator(":", false, false, false);
    else {
      this.writeIndent();
      this.indicator(":", true, false, true);
    }
    const collection = value.kind === Kind.mapping || value.kind === Kind.sequence;
    if (this.#keyLine !== "") {
      if (value.kind === Kind.scalar) {
        if (this.#line === "") {
          this.#line = this.#keyLine;
          this.#keyLine = "";
        }
      } else if (collection && !((value.style & Style.flow) !== 0)) {
        [this.#line, this.#keyLine] = [this.#keyLine, this.#line];
        this.#lineComment();
        [this.#line, this.#keyLine] = [this.#keyLine, this.#line];
      }
    }
    this.#node(value, { mapping: true });
    this.#lineComment();
    this.#footComment();
  }

  #flowSequence(node: Node, context: Context): void {
    this.indicator("[", true, true, false);
    const before = this.#increase(context, true);
    this.#flow++;
    let trail = true;
    for (const item of node.content) {
      this.#load(item, "");
      trail = this.#flowItemStart(trail);
      const trailing = this.#hasTrailing();
      this.#node(item, {});
      trail = this.#flowItemEnd(trailing);
    }
    this.#loadEnd(node);
    this.#flow--;
    this.indent = before;
    if (this.column === 0) this.writeIndent();
    this.indicator("]", false, false, false);
    this.#lineComment();
    this.#footComment();
  }

  #flowItemStart(trail: boolean): boolean {
    if (!trail) this.indicator(",", false, false, false);
    this.#headComment();
    if (this.column === 0) this.writeIndent();
    return false;
  }

  /** Comments follow the comma; gives whether it is written already. */
  #flowItemEnd(trailing: boolean): boolean {
    if (this.#hasTrailing()) this.indicator(",", false, false, false);
    this.#lineComment();
    this.#footComment();
    return trailing;
  }

  #flowMapping(node: Node, context: Context): void {
    this.indicator("{", true, true, false);
    const before = this.#increase(context, true);
    this.#flow++;
    let trail = true;
    let tail = "";
    for (let i = 0; i + 1 < node.content.length; i += 2) {
      const [key, value] = [node.content[i]!, node.content[i + 1]!];
      this.#loadKey(key, tail);
      tail = key.comments?.foot ?? "";
      this.#flowItemStart(trail);
      const simple = isSimpleKey(key);
      if (!simple) this.indicator("?", true, false, false);
      this.#node(key, { mapping: true, simpleKey: simple });
      this.#load(value, "");
      this.indicator(":", !simple, false, false);
      const trailing = this.#hasTrailing();
      this.#node(value, { mapping: true });
      trail = this.#flowItemEnd(trailing);
    }
    this.#loadEnd(node, tail);
    const open = this.#head !== "" || this.#foot !== "" || this.#tail !== "";
    if (open && !trail) this.indicator(",", false, false, false);
    this.#headComment();
    this.#flow--;
    this.indent = before;
    this.indicator("}", false, false, false);
    this.#lineComment();
    this.#footComment();
  }

  #scalar(node: Node, context: Context): void {
    const { tag, forceQuoting } = writtenTag(node);
    const style = scalarStyle(node, {
      tagged: tag !== "",
      forceQuoting,
      flow: this.#flow > 0,
      simpleKey: context.simpleKey === true,
    });
    if (node.anchor !== "") this.#anchor("&", node.anchor);
    this.#tag(tag);
    const before = this.#increase(context, true);
    if (style === Style.literal || style === Style.folded) this.#blockScalar(node.value, style);
    else this.#flowScalar(node.value, style);
    this.indent = before;
  }

  #flowScalar(value: string, style: number): void {
    if (!this.whitespace && !(style === 0 && value === "")) this.put(" ");
    const place = { column: this.column, indent: this.indent, width: Infinity };
    const write = style === Style.double
      ? doubleText
      : style === Style.single
      ? singleText
      : plainText;
    const text = write(value, place);
    this.out.push(text);
    const end = text.lastIndexOf("\n");
    this.column = end < 0 ? this.column + width(text) : width(text) - end - 1;
    if (style !== 0 || value !== "") this.whitespace = false;
    this.indention = false;
  }

  #blockScalar(value: string, style: number): void {
    this.indicator(
      (style === Style.literal ? "|" : ">") + blockHints(value, this.#best),
      true,
      false,
      false,
    );
    this.#lineComment(true);
    this.whitespace = true;
    const text = (style === Style.literal ? literalText : foldedText)(value, this.indent);
    this.out.push(text);
    const end = text.lastIndexOf("\n") + 1;
    this.column = width(text) - end;
    this.indention = this.column === 0;
  }
}
