import { unquote } from "./bytes.ts";
import { Lexer } from "./lexer.ts";
import {
  type ActionNode,
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
import { plainPipeline } from "./plain_pipeline.ts";
import { quote } from "./quote.ts";
import type { Token } from "./token.ts";

/** What a list ended with: `{{end}}` or `{{else}}`. */
type Stop = "end" | "else";
const STOPS: ReadonlyMap<string, Stop> = new Map([
  ["end", "end"],
  [" end", "end"],
  ["end ", "end"],
  [" end ", "end"],
  ["else", "else"],
  [" else", "else"],
  ["else ", "else"],
  [" else ", "else"],
]);

/** What begins an action: a word of its own, or nothing. */
const HEAD =
  /[ \t\r\n]*(?:(if|with|range)[ \t\r\n]+|template[ \t\r\n]+"([^"\\\n]*)"(?=[ \t\r\n]|$)[ \t\r\n]*)?/y;

type BranchKind = "if" | "with" | "range";

/** An action, without what stands in its branches: where it was read, and the variables that it names. */
interface Head {
  readonly made:
    | Omit<ActionNode, "shift">
    | Omit<TemplateNode, "shift">
    | { readonly kind: BranchKind; readonly pipe: PipeNode };
  readonly from: number;
  readonly used: readonly string[];
}

/** Actions by their text. Charts repeat most of theirs, and none is read token by token twice. */
export type Heads = Map<string, Head>;

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
 * `known` says which functions there are; `heads` are shared by texts with the same functions. Throws TemplateError, whose message begins with "template: NAME:LINE:".
 */
export function parse(
  name: string,
  text: string,
  known: (name: string) => boolean,
  heads: Heads = new Map(),
): TreeSet {
  const trees: TreeSet = new Map();
  new Parser(name, text, { known, trees, heads }).whole();
  return trees;
}

interface Surroundings {
  readonly known: (name: string) => boolean;
  readonly trees: TreeSet;
  readonly heads: Heads;
}

class Parser extends Commands {
  readonly #trees: TreeSet;
  readonly #text: string;
  readonly #heads: Heads;
  #loops = 0;

  constructor(name: string, text: string, { known, trees, heads }: Surroundings) {
    super(new Lexer(text), name, known);
    this.#text = text;
    this.#trees = trees;
    this.#heads = heads;
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
    const rest = this.rest();
    if (rest && !/^\s*define/.test(rest.inner)) {
      this.backup(left);
      return false;
    }
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
    this.actionStart = token.start;
    const statement = this.#action();
    this.actionStart = -1;
    return statement;
  }

  #action(): Statement | Stop {
    const rest = this.rest();
    if (!rest) return this.#spelled(() => {});
    const { inner, from } = rest;
    const stop = STOPS.get(inner);
    const head = this.#heads.get(inner);
    const again = head && this.#fits(head);
    if (stop || again) this.skip(inner);
    if (stop) return stop;
    if (again) return this.#again(head, from - head.from);
    const plain = this.#plainHead(inner, from);
    if (plain) {
      this.#heads.set(inner, plain);
      this.skip(inner);
      return this.#again(plain, 0);
    }
    this.used = [];
    return this.#spelled((made) => this.#heads.set(inner, { ...made, from, used: this.used }));
  }

  /** A head without its tokens; undefined where it takes these to read it. */
  #plainHead(inner: string, from: number): Head | undefined {
    HEAD.lastIndex = 0;
    const [begin = "", word, name] = HEAD.exec(inner)!;
    const start = from + begin.indexOf('"');
    if (name !== undefined && begin.length === inner.length) {
      return { made: { kind: "template", start, name }, from, used: [] };
    }
    const known = { functions: this.known, variables: this.variables };
    const read = plainPipeline(inner, begin.length, from, known, word === "range");
    if (!read) return undefined;
    const { pipe, used } = read;
    if (name !== undefined) return { made: { kind: "template", start, name, pipe }, from, used };
    return word === undefined
      ? { made: { kind: "action", start: pipe.start, pipe }, from, used }
      : { made: { kind: word as BranchKind, pipe }, from, used };
  }

  /** Whether the variables of an action are there: those that it declares itself, too. */
  #fits({ made, used }: Head): boolean {
    const own = made.pipe?.declares;
    return used.every((name) =>
      this.variables.includes(name) || own?.some(({ names }) => names[0] === name)
    );
  }

  /** The statement that begins with a head, that much further on. */
  #again({ made }: Head, shift: number): Statement {
    const depth = this.variables.length;
    for (const { names } of made.pipe?.declares ?? []) this.variables.push(names[0]!);
    switch (made.kind) {
      case "action":
        return { ...made, shift };
      case "template":
        return { ...made, start: made.start + shift, shift };
      default:
        return this.#body(made.kind, made.pipe, depth, shift);
    }
  }

  /** Reads an action token by token, and tells `keep` of its head. */
  #spelled(keep: (head: Pick<Head, "made">) => void): Statement | Stop {
    const token = this.nextNonSpace();
    if (token.kind !== "keyword" || token.text === "define") {
      this.backup(token);
      const start = this.peek().start;
      const made = { kind: "action", start, pipe: this.pipeline("command", "right") } as const;
      keep({ made });
      return { ...made, shift: 0 };
    }
    switch (token.text) {
      case "if":
      case "with":
      case "range":
        return this.#branch(token.text, keep);
      case "template":
        return this.#template(keep);
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

  #branch(kind: BranchKind, keep: (head: Pick<Head, "made">) => void): BranchNode {
    const depth = this.variables.length;
    const pipe = this.pipeline(kind, "right");
    keep({ made: { kind, pipe } });
    return this.#body(kind, pipe, depth, 0);
  }

  /** What stands in a branch; its variables end with it. */
  #body(kind: BranchKind, pipe: PipeNode, depth: number, shift: number): BranchNode {
    if (kind === "range") this.#loops++;
    const [list, stop] = this.#list();
    if (kind === "range") this.#loops--;
    const otherwise = stop === "else" ? this.#otherwise(kind) : undefined;
    this.variables.length = depth;
    const start = pipe.start + shift;
    return { kind, start, pipe, list, shift, ...(otherwise ? { otherwise } : {}) };
  }

  /** What stands after `{{else}}`; `{{else if}}` shares the `{{end}}` of the first. */
  #otherwise(kind: BranchKind): ListNode {
    const next = this.peek();
    if (kind !== "range" && next.kind === "keyword" && next.text === kind) {
      this.next();
      return { kind: "list", start: next.start, nodes: [this.#branch(kind, () => {})] };
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

  #template(keep: (head: Pick<Head, "made">) => void): TemplateNode {
    const context = "template clause";
    const [{ start }, name] = this.#templateName(context);
    const next = this.nextNonSpace();
    if (next.kind !== "right") this.backup(next);
    const pipe = next.kind === "right" ? {} : { pipe: this.pipeline(context, "right") };
    const made = { kind: "template", start, name, ...pipe } as const;
    keep({ made });
    return { ...made, shift: 0 };
  }

  #block(): TemplateNode {
    const context = "block clause";
    const [{ start }, name] = this.#templateName(context);
    const pipe: PipeNode = this.pipeline(context, "right");
    this.#add(this.#named(name, () => {}, context));
    return { kind: "template", start, name, pipe, shift: 0 };
  }
}
