import { quote } from "./quote.ts";
import type { Complex } from "./values.ts";

/** What all nodes have: the offset in the template's text that errors name. */
interface Place {
  readonly start: number;
}

/** A number literal, as each of the kinds of number that can hold it. */
export interface NumberNode extends Place {
  readonly kind: "number";
  readonly text: string;
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: Complex;
}

/** `$name.field.field`; `names[0]` keeps its dollar. */
export interface VariableNode extends Place {
  readonly kind: "variable";
  readonly names: readonly string[];
}

/** `.field.field` */
export interface FieldNode extends Place {
  readonly kind: "field";
  readonly names: readonly string[];
}

/** A term followed by fields: `(pipeline).field`. */
export interface ChainNode extends Place {
  readonly kind: "chain";
  readonly of: Term;
  readonly names: readonly string[];
}

/** A function's name. */
export interface IdentifierNode extends Place {
  readonly kind: "identifier";
  readonly name: string;
}

/** A string literal, with its text as it was written. */
export interface StringNode extends Place {
  readonly kind: "string";
  readonly quoted: string;
  readonly text: string;
}

/** `true` or `false` */
export interface BoolNode extends Place {
  readonly kind: "bool";
  readonly value: boolean;
}

/** `.` or `nil` */
export interface WordNode extends Place {
  readonly kind: "dot" | "nil";
}

/** A pipeline: declarations, then commands. */
export interface PipeNode extends Place {
  readonly kind: "pipe";
  readonly assigns: boolean;
  readonly declares: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

/** A word and its arguments. */
export interface CommandNode extends Place {
  readonly kind: "command";
  readonly words: readonly Term[];
}

/** What can stand as a word of a command. */
export type Term =
  | NumberNode
  | VariableNode
  | FieldNode
  | ChainNode
  | IdentifierNode
  | StringNode
  | BoolNode
  | WordNode
  | PipeNode;

/** What holds a pipeline: one that is used again stands `shift` further on than its offsets say. */
interface Shifted extends Place {
  readonly shift: number;
}

/** `if`, `with` or `range` with both of its lists. */
export interface BranchNode extends Shifted {
  readonly kind: "if" | "with" | "range";
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise?: ListNode;
}

/** `{{template "name" pipeline}}` */
export interface TemplateNode extends Shifted {
  readonly kind: "template";
  readonly name: string;
  readonly pipe?: PipeNode;
}

/** `{{pipeline}}` */
export interface ActionNode extends Shifted {
  readonly kind: "action";
  readonly pipe: PipeNode;
}

/** Nodes in order. */
export interface ListNode extends Place {
  readonly kind: "list";
  readonly nodes: Statement[];
}

/** What a list holds. */
export type Statement =
  | BranchNode
  | TemplateNode
  | (Place & { readonly kind: "text"; readonly text: string })
  | ActionNode
  | (Place & { readonly kind: "break" | "continue" });

/** Any node. */
export type Node = Term | CommandNode | Statement | ListNode;

/** A parsed template: `file` is the name that was given for the text, `name` its own. */
export interface Tree {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly root: ListNode;
}

/** A node as Go's String methods write it. */
export function showNode(node: Node): string {
  switch (node.kind) {
    case "text":
      return quote(node.text);
    case "action":
      return `{{${showNode(node.pipe)}}}`;
    case "break":
    case "continue":
      return `{{${node.kind}}}`;
    case "list":
      return node.nodes.map(showNode).join("");
    case "template":
      return `{{template ${quote(node.name)}${node.pipe ? " " + showNode(node.pipe) : ""}}}`;
    case "if":
    case "with":
    case "range": {
      const otherwise = node.otherwise ? `{{else}}${showNode(node.otherwise)}` : "";
      return `{{${node.kind} ${showNode(node.pipe)}}}${showNode(node.list)}${otherwise}{{end}}`;
    }
    case "command":
      return node.words.map((word) => word.kind === "pipe" ? `(${showNode(word)})` : showNode(word))
        .join(" ");
    default:
      return showTerm(node);
  }
}

function showTerm(node: Term): string {
  switch (node.kind) {
    case "pipe": {
      const names = node.declares.map(showNode).join(", ");
      const declares = names && `${names} ${node.assigns ? "=" : ":="} `;
      return declares + node.commands.map(showNode).join(" | ");
    }
    case "identifier":
      return node.name;
    case "variable":
      return node.names.join(".");
    case "field":
      return node.names.map((name) => "." + name).join("");
    case "chain": {
      const of = node.of.kind === "pipe" ? `(${showNode(node.of)})` : showNode(node.of);
      return of + node.names.map((name) => "." + name).join("");
    }
    case "number":
      return node.text;
    case "string":
      return node.quoted;
    case "bool":
      return String(node.value);
    case "dot":
      return ".";
    case "nil":
      return "nil";
  }
}

/** Whether a list holds nothing but space. */
export function isBlank(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === "text" && /^\s*$/.test(node.text));
}
