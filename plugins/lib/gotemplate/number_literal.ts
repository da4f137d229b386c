import type { NumberNode } from "./node.ts";
import { quote } from "./quote.ts";
import { parseFloat, parseInt64, parseUint64 } from "./strconv.ts";
import { toBytes, unquote } from "./bytes.ts";
import { Complex } from "./values.ts";

const COMPLEX = /^([+-]?[^i]*?[^eEpP])([+-][^i]+)i$/;
const MIN = -(2n ** 63n);
const MAX = 2n ** 63n;

/** The integers that a float64 stands for exactly. */
function wholeOf(float: number): { int?: bigint; uint?: bigint } {
  if (!Number.isInteger(float)) return {};
  const value = BigInt(float);
  return {
    ...(value >= MIN && value < MAX ? { int: value } : {}),
    ...(value >= 0n && value < 2n * MAX ? { uint: value } : {}),
  };
}

function complexNode(text: string, start: number, value: Complex): NumberNode {
  if (value.imaginary !== 0) return { kind: "number", start, text, complex: value };
  const real = value.real;
  return { kind: "number", start, text, complex: value, float: real, ...wholeOf(real) };
}

function characterNode(text: string, start: number): NumberNode {
  const body = unquote(text);
  const points = [...(body ?? "")];
  if (points.length !== 1) {
    throw new SyntaxError(
      points.length === 0 ? "invalid syntax" : `malformed character constant: ${text}`,
    );
  }
  const byte = points[0]!.codePointAt(0)!;
  const value = BigInt(byte >= 0xdc80 && byte <= 0xdcff ? toBytes(points[0]!)[0]! : byte);
  return { kind: "number", start, text, int: value, uint: value, float: Number(value) };
}

/** Reads a number as Go's ideal constants. Throws SyntaxError with Go's words. */
export function numberNode(
  kind: "character" | "number" | "complex",
  text: string,
  start: number,
): NumberNode {
  if (kind === "character") return characterNode(text, start);
  if (kind === "complex") {
    const parts = COMPLEX.exec(text);
    const [real, imaginary] = [parseFloat(parts?.[1] ?? ""), parseFloat(parts?.[2] ?? "")];
    if (real === undefined || imaginary === undefined) throw new SyntaxError("syntax error");
    return complexNode(text, start, new Complex(real, imaginary));
  }
  if (text.endsWith("i")) {
    const imaginary = parseFloat(text.slice(0, -1));
    if (imaginary !== undefined) return complexNode(text, start, new Complex(0, imaginary));
  }
  const int = parseInt64(text, 0);
  const uint = parseUint64(text, 0) ?? (int === 0n ? 0n : undefined);
  if (int !== undefined || uint !== undefined) {
    return {
      kind: "number",
      start,
      text,
      ...(int === undefined ? {} : { int }),
      ...(uint === undefined ? {} : { uint }),
      float: Number(int ?? uint),
    };
  }
  const float = parseFloat(text);
  if (float === undefined) throw new SyntaxError(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new SyntaxError(`integer overflow: ${quote(text)}`);
  return { kind: "number", start, text, float, ...wholeOf(float) };
}
