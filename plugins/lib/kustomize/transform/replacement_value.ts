import { assignNode, copyNode, Kind, type Node } from "contract/yaml";
import type { FieldOptions } from "../config/types.ts";
import { KustomizeError } from "../errors.ts";
import { valueOf } from "../model/fields.ts";

const ONLY_SCALARS = "delimiter option can only be used with scalar nodes";

/** Puts a value at a place: a scalar keeps its tag and style. */
export function assignValue(target: Node, value: Node): void {
  if (target.kind === Kind.scalar) target.value = value.value;
  else assignNode(target, value);
}

/** The part of a source that the options ask for. */
export function refineSource(source: Node, options: FieldOptions | undefined): Node {
  if (options === undefined || options.delimiter === "") return source;
  if (source.kind !== Kind.scalar) throw new KustomizeError(ONLY_SCALARS);
  const part = valueOf(source).split(options.delimiter)[options.index];
  if (part === undefined) {
    throw new KustomizeError(
      `options.index ${options.index} is out of bounds for value ${valueOf(source)}`,
    );
  }
  const refined = copyNode(source);
  refined.value = part;
  return refined;
}

/** Sets a target to the value, or the part of it that the options name. */
export function setTarget(target: Node, source: Node, options: FieldOptions | undefined): void {
  const value = copyNode(source);
  if (options !== undefined && options.delimiter !== "") {
    if (target.kind !== Kind.scalar) throw new KustomizeError(ONLY_SCALARS);
    const parts = target.value.split(options.delimiter);
    if (options.index < 0) parts.unshift(valueOf(value));
    else if (options.index >= parts.length) parts.push(valueOf(value));
    else parts[options.index] = valueOf(value);
    value.value = parts.join(options.delimiter);
  }
  assignValue(target, value);
}
