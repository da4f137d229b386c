import { byteLength } from "./bytes.ts";
import { LimitError, TemplateError } from "./errors.ts";
import { type Node, showNode, type Tree } from "./node.ts";
import { quote } from "./quote.ts";
import { isStackOverflow } from "./run.ts";

/** A node of a template: what an error points at. */
export interface Place {
  readonly tree: Tree;
  readonly node: Node;
  /** How much further on the node stands than its offset says. */
  readonly shift: number;
}

/** "file:line:column" of a node: the column counts bytes from 0. */
export function locate({ tree, node, shift }: Place): string {
  const before = tree.text.slice(0, node.start + shift);
  const line = before.lastIndexOf("\n") + 1;
  const count = before.split("\n").length;
  return `${tree.file}:${count}:${byteLength(before.slice(line))}`;
}

/** The error that text/template reports for a node. */
export function failure(place: Place, message: string, cause?: unknown): TemplateError {
  const where = `${quote(place.tree.name)} at <${showNode(place.node)}>`;
  const text = `template: ${locate(place)}: executing ${where}: ${message}`;
  return new TemplateError(text, cause === undefined ? undefined : { cause });
}

/** Stops the execution at a node. */
export function fail(place: Place, message: string): never {
  throw failure(place, message);
}

/** What a function threw, with the place of its call; limits pass as they are. */
export function callFailure(place: Place, name: string, error: unknown): Error {
  if (error instanceof LimitError) return error;
  if (isStackOverflow(error)) {
    return new LimitError("memory", "Cannot render: a value or the recursion is too large");
  }
  const message = error instanceof Error ? error.message : String(error);
  return failure(place, `error calling ${name}: ${message}`, error);
}
