import { type ParamType, TYPE_NAMES } from "./functions.ts";
import { type BoolNode, type NumberNode, showNode, type StringNode } from "./node.ts";

/** The value of a number where any type will do; undefined where it does not fit into an int. */
export function idealConstant(node: NumberNode): unknown {
  if (node.complex) return node.complex;
  const hex = /^0[xX][^pP]+$/.test(node.text);
  const character = node.text.startsWith("'");
  if (node.float !== undefined && !hex && !character && /[.eEpP]/.test(node.text)) {
    return node.float;
  }
  return node.int;
}

type Constant = { readonly value: unknown } | { readonly problem: string };

/** A literal as the argument of a typed parameter, or what Go says of it. */
export function constantFor(type: ParamType, node: NumberNode | StringNode | BoolNode): Constant {
  const expected = (word: string): Constant => ({
    problem: `expected ${word}; found ${showNode(node)}`,
  });
  const number = node.kind === "number" ? node : undefined;
  switch (type) {
    case "string":
      return node.kind === "string" ? { value: node.text } : expected("string");
    case "bool":
      return node.kind === "bool" ? { value: node.value } : expected("bool");
    case "int":
    case "int64":
      if (number?.int === undefined) return expected("integer");
      return { value: type === "int" ? Number(number.int) : number.int };
    case "float64":
      return number?.float === undefined ? expected("float") : { value: number.float };
    case "complex128":
      return number?.complex === undefined ? expected("complex") : { value: number.complex };
    default:
      return { problem: `can't handle ${showNode(node)} for arg of type ${TYPE_NAMES[type]}` };
  }
}
