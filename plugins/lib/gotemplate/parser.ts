import { unquote } from "./bytes.ts";
import { Lexer } from "./lexer.ts";
import {
  type BranchNode,
  isBlank,
  type ListNode,
  type Node,
  type PipeNode,
  type Statement,
  type TemplateNode,
  type Tree,
} from "./node.ts";
import { Commands } from "./parser_commands.ts";
import { quote } from "./quote.ts";
import type { Token } from "./token.ts";

/** What a list ended with: `{{end}}` or `{{else}}`. */
type Stop = "end" | "else";

interface Draft {
  name: string;
  file: string;
  text: string;
  root: ListNode;
}

/** Trees by name, in the order in which they were defined. */
export type TreeSet = Map<string, Tree>;

/**
 * Parses a template as text/template does. The result holds the templates that the text defines, its own under `name`.
 * `known` says which functions there are. Throws TemplateError, whose message begins with "template: NAME:LINE:".
 */
export function parse(name: string, text: string, known: (name: string) => boolean): TreeSet {
  const trees: TreeSet = new Map();
  new Parser(name, text, known, trees).whole();
  return trees;
}

class Parser extends Commands {
  readonly #trees: TreeSet;
  readonly #text: string;
  #loops = 0;

  constructor(name: string, text: string, known: (name: string) => boolean, trees: TreeSet) {
    super(new Lexer(text), name, known);
    this.#text = text;
    this.#trees = trees;
  }

  whole(): void {
    const root: ListNode = { kind: "list", start: this.peek().start, nodes: [] };
    while (this.peek().kind !== "eof") {
      if (this.#defines()) continue;
      const found = this.#statement();
      if (typeof found === "string") this.fail(`unexpected {{${found}}}`);
      else root.nodes.push(found);
    }
    this.#add({ name: this.file, file: this.file, text: this.#text, root });
  }

  /** Keeps a tree; a blank one never replaces another. */
  #add(tree: Draft): void {
    const before = this.#trees.get(tree.name);
    if (before === undefined || isBlank(before.root)) this.#trees.set(tree.name, tree);
    else if (!isBlank(tree.root)) {
      this.fail(`template: multiple definition of template ${quote(tree.name)}`);
    }
  }

  #defines(): boolean {
    if (this.peek().kind !== "left") return false;
    const left = this.next();
    const word = this.nextNonSpace();
    if (word.kind !== "keyword" || word.text !== "define") {
      this.backup(word);
      this.backup(left);
      return false;
    }
    const context = "define clause";
    const name = this.nextNonSpace();
    if (name.kind !== "string" && name.kind !== "raw") this.unexpected(name, context);
    const tree = this.#named(this.#unquoted(name), () => this.expect("right", context), context);
    this.#add(tree);
    return true;
  }

  /** A definition with variables and loops of its own. */
  #named(name: string, begin: () => void, context: string): Draft {
    const [variables, loops] = [this.variables, this.#loops];
    this.variables = ["$"];
    this.#loops = 0;
    begin();
    const [root, stop] = this.#list();
    if (stop !== "end") this.fail(`unexpected {{${stop}}} in ${context}`);
    this.variables = variables;
    this.#loops = loops;
    return { name, file: this.file, text: this.#text, root };
  }

  #unquoted(token: Token): string {
    return unquote(token.text) ?? this.fail("invalid syntax");
  }

  #list(): [ListNode, Stop] {
    const list: ListNode = { kind: "list", start: this.peekNonSpace().start, nodes: [] };
    while (this.peekNonSpace().kind !== "eof") {
      const found = this.#statement();
      if (typeof found === "string") return [list, found];
      list.nodes.push(found);
    }
    this.fail("unexpected EOF");
  }

  #statement(): Statement | Stop {
    const token = this.nextNonSpace();
    if (token.kind === "text") return { kind: "text", start: token.start, text: token.text };
    if (token.kind !== "left") this.unexpected(token, "input");
    this.actionLine = token.line;
    const statement = this.#action();
    this.actionLine = 0;
    return statement;
  }

  #action(): Statement | Stop {
    const token = this.nextNonSpace();
    if (token.kind !== "keyword" || token.text === "define") {
      this.backup(token);
      const start = this.peek().start;
      return { kind: "action", start, pipe: this.pipeline("command", "right") };
    }
    switch (token.text) {
      case "if":
      case "with":
      case "range":
        return this.#branch(token.text);
      case "template":
        return this.#template();
      case "block":
        return this.#block();
      case "break":
      case "continue":
        return this.#jump(token.text, token.start);
      case "end":
        this.expect("right", "end");
        return "end";
      default:
        return this.#else();
    }
  }

  #else(): Stop {
    const next = this.peekNonSpace();
    if (next.kind !== "keyword" || (next.text !== "if" && next.text !== "with")) {
      this.expect("right", "else");
    }
    return "else";
  }

  #jump(kind: "break" | "continue", start: number): Node & Statement {
    const token = this.nextNonSpace();
    if (token.kind !== "right") this.unexpected(token, `{{${kind}}}`);
    if (this.#loops === 0) this.fail(`{{${kind}}} outside {{range}}`);
    return { kind, start };
  }

  #branch(kind: "if" | "with" | "range"): BranchNode {
    const depth = this.variables.length;
    const pipe = this.pipeline(kind, "right");
    if (kind === "range") this.#loops++;
    const [list, stop] = this.#list();
    if (kind === "range") this.#loops--;
    const otherwise = stop === "else" ? this.#otherwise(kind) : undefined;
    this.variables.length = depth;
    return { kind, start: pipe.start, pipe, list, ...(otherwise ? { otherwise } : {}) };
  }

  /** What stands after `{{else}}`; `{{else if}}` shares the `{{end}}` of the first. */
  #otherwise(kind: "if" | "with" | "range"): ListNode {
    const next = this.peek();
    if (kind !== "range" && next.kind === "keyword" && next.text === kind) {
      this.next();
      return { kind: "list", start: next.start, nodes: [this.#branch(kind)] };
    }
    const [list, stop] = this.#list();
    if (stop !== "end") this.fail(`expected end; found {{${stop}}}`);
    return list;
  }

  #templateName(context: string): [Token, string] {
    const token = this.nextNonSpace();
    if (token.kind !== "string" && token.kind !== "raw") this.unexpected(token, context);
    return [token, this.#unquoted(token)];
  }

  #template(): TemplateNode {
    const context = "template clause";
    const [{ start }, name] = this.#templateName(context);
    const next = this.nextNonSpace();
    if (next.kind === "right") return { kind: "template", start, name };
    this.backup(next);
    return { kind: "template", start, name, pipe: this.pipeline(context, "right") };
  }

  #block(): TemplateNode {
    const context = "block clause";
    const [{ start }, name] = this.#templateName(context);
    const pipe: PipeNode = this.pipeline(context, "right");
    this.#add(this.#named(name, () => {}, context));
    return { kind: "template", start, name, pipe };
  }
}
