import { unquote } from "./bytes.ts";
import { TemplateError } from "./errors.ts";
import type { Lexer } from "./lexer.ts";
import { type CommandNode, type PipeNode, showNode, type Term, type VariableNode } from "./node.ts";
import { numberNode } from "./number_literal.ts";
import { quote } from "./quote.ts";
import { showToken, type Token, type TokenKind } from "./token.ts";

/** Parentheses may stand in each other this deep. */
const MAX_NESTING = 10_000;
const LITERALS: ReadonlySet<string> = new Set(["bool", "string", "number", "nil", "dot"]);
const TERMS: ReadonlySet<TokenKind> = new Set([
  "bool",
  "character",
  "complex",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "raw",
  "string",
  "variable",
  "open",
]);

/** The lower half of the parser: tokens, pipelines, commands and terms. */
export class Commands {
  readonly file: string;
  variables: string[] = ["$"];
  /** Where the action that is read begins; -1 outside of actions. */
  actionStart = -1;
  /** The variables that terms named, since it was emptied. */
  used: string[] = [];
  readonly #lexer: Lexer;
  readonly known: (name: string) => boolean;
  readonly #ahead: Token[] = [];
  #last: Token = { kind: "eof", text: "", start: 0 };
  #nesting = 0;

  constructor(lexer: Lexer, file: string, known: (name: string) => boolean) {
    this.#lexer = lexer;
    this.file = file;
    this.known = known;
  }

  /** Go names the line of the token that was read last, even if it was given back. */
  fail(message: string): never {
    const line = this.#lexer.lineAt(this.#last.start);
    throw new TemplateError(`template: ${this.file}:${line}: ${message}`);
  }

  next(): Token {
    const token = this.#ahead.pop();
    if (token) return token;
    this.#last = this.#lexer.next();
    return this.#last;
  }

  /** Where the next token begins, and what stands from there to the end of the action; undefined where tokens were given back. */
  rest(): { readonly from: number; readonly inner: string } | undefined {
    const inner = this.#ahead.length === 0 ? this.#lexer.inner() : undefined;
    return inner === undefined ? undefined : { from: this.#lexer.position, inner };
  }

  /** Passes the rest of an action. */
  skip(inner: string): void {
    this.#last = this.#lexer.skip(inner);
  }

  backup(token: Token): void {
    this.#ahead.push(token);
  }

  peek(): Token {
    const token = this.next();
    this.backup(token);
    return token;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === "space") token = this.next();
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup(token);
    return token;
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    const shown = showToken(token, quote);
    if (token.kind !== "error") this.fail(`unexpected ${shown} in ${context}`);
    let extra = "";
    const begun = this.actionStart < 0 ? 0 : this.#lexer.lineAt(this.actionStart);
    if (begun !== 0 && begun !== this.#lexer.lineAt(token.start)) {
      extra = ` started at ${this.file}:${begun}`;
      if (!token.text.endsWith(" action")) extra = " in action" + extra;
    }
    this.fail(shown + extra);
  }

  pipeline(context: string, end: "right" | "close"): PipeNode {
    const { start } = this.peekNonSpace();
    const [declares, assigns] = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (let token = this.nextNonSpace(); token.kind !== end; token = this.nextNonSpace()) {
      if (!TERMS.has(token.kind)) this.unexpected(token, context);
      this.backup(token);
      commands.push(this.#command());
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    commands.forEach((command, i) => {
      if (i > 0 && LITERALS.has(command.words[0]!.kind)) {
        this.fail(`non executable command in pipeline stage ${i + 1}`);
      }
    });
    return { kind: "pipe", start, declares, assigns, commands };
  }

  #declarations(context: string): [VariableNode[], boolean] {
    const declares: VariableNode[] = [];
    while (this.peekNonSpace().kind === "variable") {
      const variable = this.next();
      const after = this.next();
      const sign = after.kind === "space" ? this.nextNonSpace() : after;
      const comma = sign.kind === "char" && sign.text === ",";
      if (sign.kind !== "assign" && sign.kind !== "declare" && !comma) {
        this.backup(sign);
        if (sign !== after) this.backup(after);
        this.backup(variable);
        break;
      }
      declares.push({ kind: "variable", start: variable.start, names: [variable.text] });
      this.variables.push(variable.text);
      if (!comma) return [declares, sign.kind === "assign"];
      this.#second(context, declares.length);
    }
    return [declares, false];
  }

  /** What may follow a comma: the second variable of a range. */
  #second(context: string, count: number): void {
    if (context !== "range" || count >= 2) this.fail(`too many declarations in ${context}`);
    const { kind } = this.peekNonSpace();
    if (kind !== "variable" && kind !== "right" && kind !== "close") {
      this.fail("range can only initialize variables");
    }
  }

  #command(): CommandNode {
    const { start } = this.peekNonSpace();
    const words: Term[] = [];
    while (true) {
      this.peekNonSpace();
      const operand = this.#operand();
      if (operand) words.push(operand);
      const token = this.next();
      if (token.kind === "space") continue;
      if (token.kind === "right" || token.kind === "close") this.backup(token);
      else if (token.kind !== "pipe") this.unexpected(token, "operand");
      break;
    }
    if (words.length === 0) this.fail("empty command");
    return { kind: "command", start, words };
  }

  #operand(): Term | undefined {
    const term = this.#term();
    if (term === undefined || this.peek().kind !== "field") return term;
    const { start } = this.peek();
    const names: string[] = [];
    while (this.peek().kind === "field") names.push(this.next().text.slice(1));
    if (term.kind === "field" || term.kind === "variable") {
      return { ...term, start, names: [...term.names, ...names] };
    }
    if (LITERALS.has(term.kind)) this.fail(`unexpected . after term ${quote(showNode(term))}`);
    return { kind: "chain", start, of: term, names };
  }

  #term(): Term | undefined {
    const token = this.nextNonSpace();
    const { kind, text, start } = token;
    switch (kind) {
      case "identifier":
        if (!this.known(text)) this.fail(`function ${quote(text)} not defined`);
        return { kind, start, name: text };
      case "dot":
      case "nil":
        return { kind, start };
      case "variable":
        if (!this.variables.includes(text)) this.fail(`undefined variable ${quote(text)}`);
        this.used.push(text);
        return { kind, start, names: [text] };
      case "field":
        return { kind, start, names: [text.slice(1)] };
      case "bool":
        return { kind, start, value: text === "true" };
      case "character":
      case "complex":
      case "number":
        return this.#number(kind, text, start);
      case "open":
        return this.#parenthesized();
      case "string":
      case "raw":
        return { kind: "string", start, quoted: text, text: this.#unquoted(text) };
      default:
        this.backup(token);
        return undefined;
    }
  }

  #unquoted(literal: string): string {
    return unquote(literal) ?? this.fail("invalid syntax");
  }

  #number(kind: "character" | "complex" | "number", text: string, start: number): Term {
    try {
      return numberNode(kind, text, start);
    } catch (error) {
      if (error instanceof SyntaxError) this.fail(error.message);
      throw error;
    }
  }

  #parenthesized(): PipeNode {
    if (this.#nesting >= MAX_NESTING) this.fail("max expression depth exceeded");
    this.#nesting++;
    const pipe = this.pipeline("parenthesized pipeline", "close");
    this.#nesting--;
    return pipe;
  }
}
