import { unquote } from "./bytes.ts";
import type { CommandNode, NumberNode, PipeNode, Term, VariableNode } from "./node.ts";

/** What a word may be followed by in an action that is read here. */
const END = "(?=[ \\t\\r\\n|)]|$)";
/** `.a.b`, `$`, `$x.a` */
const NAMES = "[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*";
const PATH = new RegExp(
  `(?:\\.(?:${NAMES})?|\\$(?:[A-Za-z_]\\w*)?(?:\\.${NAMES})?)${END}`,
  "y",
);
/** The fields of what stands in parentheses. */
const FIELDS = new RegExp(`\\.${NAMES}${END}`, "y");
const WORD = new RegExp(`[A-Za-z_]\\w*${END}`, "y");
const INTEGER = new RegExp(`(?:0|[1-9]\\d{0,8})${END}`, "y");
const DOUBLE = new RegExp(`"(?:[^"\\\\\\n]|\\\\[^\\n])*"${END}`, "y");
const RAW = new RegExp("`[^`]*`" + END, "y");
const SPACES = /[ \t\r\n]*/y;
/** A variable that is given a value. */
const DECLARED = /\$\w+(?=[ \t\r\n]*:=|[ \t\r\n]+=)/y;
const MORE_DECLARED = /(\$\w+)[ \t]*,[ \t]*(\$\w+)[ \t]*:=/y;
/** Words that are no function's name. */
const RESERVED = new Set(
  "block break continue define else end if range template with".split(" "),
);
const LITERALS: ReadonlySet<string> = new Set(["bool", "string", "number", "nil", "dot"]);
const DEEPEST = 50;
const [DOT, DOLLAR, QUOTE, BACKTICK, OPEN, CLOSE, PIPE] = [46, 36, 34, 96, 40, 41, 124];
const EQUALS = 61;

/** What is known where an action stands. */
export interface Known {
  readonly functions: (name: string) => boolean;
  readonly variables: readonly string[];
}

/** A pipeline, and the variables that its terms name. */
export interface PlainPipeline {
  readonly pipe: PipeNode;
  readonly used: readonly string[];
}

/**
 * The pipeline from `at` to the end of an action's text, which begins at the offset `from`: without the tokens of each of its words. Undefined where it
 * has seldom seen parts, or is wrong. `ranges` where the pipeline is that of a range.
 */
export function plainPipeline(
  text: string,
  at: number,
  from: number,
  known: Known,
  ranges = false,
): PlainPipeline | undefined {
  const reader = new Reader(text, from, known);
  const pipe = reader.whole(at, ranges);
  return pipe && { pipe, used: reader.used };
}

class Reader {
  readonly used: string[] = [];
  readonly #text: string;
  readonly #from: number;
  readonly #known: Known;
  readonly #own: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string, from: number, known: Known) {
    this.#text = text;
    this.#from = from;
    this.#known = known;
  }

  whole(at: number, ranges: boolean): PipeNode | undefined {
    this.#at = at;
    this.#passSpaces();
    const start = this.#from + this.#at;
    const declares: VariableNode[] = [];
    const assigns = this.#declarations(declares, ranges);
    const commands = this.#commands();
    if (!commands || this.#at < this.#text.length) return undefined;
    return { kind: "pipe", start, declares, assigns, commands };
  }

  #passSpaces(): void {
    SPACES.lastIndex = this.#at;
    SPACES.test(this.#text);
    this.#at = SPACES.lastIndex;
  }

  /** Goes over what the pattern finds; says whether it does. */
  #pass(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  /** Reads `$x :=`, `$x =` or, of a range, `$i, $x :=`; says whether it is an assignment. */
  #declarations(into: VariableNode[], ranges: boolean): boolean {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== DOLLAR) return false;
    MORE_DECLARED.lastIndex = this.#at;
    const two = ranges ? MORE_DECLARED.exec(text) : null;
    const at = this.#at;
    if (two) {
      this.#declare(into, two[1]!, at);
      this.#declare(into, two[2]!, at + two[0].indexOf("$", 1));
      this.#at += two[0].length;
      this.#passSpaces();
      return false;
    }
    if (!this.#pass(DECLARED)) return false;
    this.#declare(into, text.slice(at, this.#at), at);
    this.#passSpaces();
    const assigns = text.charCodeAt(this.#at) === EQUALS;
    this.#at += assigns ? 1 : 2;
    this.#passSpaces();
    return assigns;
  }

  #declare(into: VariableNode[], name: string, at: number): void {
    into.push({ kind: "variable", start: this.#from + at, names: [name] });
    this.#own.push(name);
  }

  /** Commands up to the end, or to a parenthesis that closes. */
  #commands(): CommandNode[] | undefined {
    const commands: CommandNode[] = [];
    while (true) {
      const command = this.#command();
      if (!command) return undefined;
      if (commands.length > 0 && LITERALS.has(command.words[0]!.kind)) return undefined;
      commands.push(command);
      if (this.#text.charCodeAt(this.#at) !== PIPE) return commands;
      this.#at++;
      this.#passSpaces();
    }
  }

  #command(): CommandNode | undefined {
    const start = this.#from + this.#at;
    const words: Term[] = [];
    while (true) {
      const term = this.#term();
      if (!term) return undefined;
      words.push(term);
      this.#passSpaces();
      const code = this.#text.charCodeAt(this.#at);
      if (code === PIPE || code === CLOSE || Number.isNaN(code)) {
        return { kind: "command", start, words };
      }
    }
  }

  #term(): Term | undefined {
    const at = this.#at;
    const start = this.#from + at;
    switch (this.#text.charCodeAt(at)) {
      case DOT:
      case DOLLAR:
        return this.#pass(PATH) ? this.#path(this.#text.slice(at, this.#at), start) : undefined;
      case QUOTE:
        return this.#pass(DOUBLE) ? this.#string(at) : undefined;
      case BACKTICK:
        return this.#pass(RAW) ? this.#string(at) : undefined;
      case OPEN:
        return this.#parenthesized();
    }
    if (this.#pass(WORD)) return this.#word(this.#text.slice(at, this.#at), start);
    return this.#pass(INTEGER) ? integer(this.#text.slice(at, this.#at), start) : undefined;
  }

  #string(at: number): Term | undefined {
    const quoted = this.#text.slice(at, this.#at);
    const text = unquote(quoted);
    return text === undefined
      ? undefined
      : { kind: "string", start: this.#from + at, quoted, text };
  }

  /** Go points at the second name of a path, where there is one. */
  #path(path: string, start: number): Term | undefined {
    if (path === ".") return { kind: "dot", start };
    const names = path.split(".");
    if (path.charCodeAt(0) === DOT) {
      names.shift();
      return {
        kind: "field",
        start: names.length > 1 ? start + 1 + names[0]!.length : start,
        names,
      };
    }
    const name = names[0]!;
    if (!this.#own.includes(name) && !this.#known.variables.includes(name)) return undefined;
    this.used.push(name);
    return { kind: "variable", start: names.length > 1 ? start + name.length : start, names };
  }

  #word(name: string, start: number): Term | undefined {
    if (name === "true" || name === "false") return { kind: "bool", start, value: name === "true" };
    if (name === "nil") return { kind: "nil", start };
    return RESERVED.has(name) || !this.#known.functions(name)
      ? undefined
      : { kind: "identifier", start, name };
  }

  #parenthesized(): Term | undefined {
    if (++this.#depth > DEEPEST) return undefined;
    this.#at++;
    this.#passSpaces();
    const begin = this.#from + this.#at;
    const commands = this.#commands();
    if (!commands || this.#text.charCodeAt(this.#at) !== CLOSE) return undefined;
    this.#at++;
    this.#depth--;
    const of: PipeNode = {
      kind: "pipe",
      start: begin,
      declares: [],
      assigns: false,
      commands,
    };
    const at = this.#at;
    if (this.#pass(FIELDS)) {
      const names = this.#text.slice(at + 1, this.#at).split(".");
      return { kind: "chain", start: this.#from + at, of, names };
    }
    return /[ \t\r\n|)]/.test(this.#text[at] ?? " ") ? of : undefined;
  }
}

function integer(text: string, start: number): NumberNode {
  const value = BigInt(text);
  return { kind: "number", start, text, int: value, uint: value, float: Number(text) };
}
