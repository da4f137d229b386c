/** Go's text/template: parsed (`parse`), compiled to closures, executed (`Run`), with Go's values, fmt and errors. */
export { byteLength, byteSlice, fromBytes, isAscii, toBytes, unquote } from "./bytes.ts";
export { BUILTINS, escapeHtml, escapeQuery, length } from "./builtins.ts";
export { deepEqual, equal } from "./compare.ts";
export { CallError, LimitError, TemplateError } from "./errors.ts";
export { goSyntax, sprintf } from "./format.ts";
export {
  define,
  defineRunning,
  type Functions,
  type GoFunction,
  type ParamType,
} from "./functions.ts";
export { isBlank, showNode, type Tree } from "./node.ts";
export { type Heads, parse, type TreeSet } from "./parser.ts";
export { show, showFloat, sprint, textOf } from "./print.ts";
export { printable, quote } from "./quote.ts";
export { isStackOverflow, type Limits, type Missing, NO_LIMITS, Run, Templates } from "./run.ts";
export {
  formatFloat,
  type NumberProblem,
  parseFloat,
  parseInt64,
  parseUint64,
  readFloat,
  readInt64,
} from "./strconv.ts";
export { beginVisits, visit } from "./visits.ts";
export {
  compareStrings,
  Complex,
  elementType,
  Float32,
  type GoMap,
  type GoMethod,
  GoObject,
  int64,
  integerOf,
  isNilList,
  kindName,
  nilList,
  Sized,
  sortedKeys,
  truth,
  typedList,
  TypedMap,
  typeName,
  underlying,
} from "./values.ts";
