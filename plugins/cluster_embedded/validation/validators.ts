import type { FieldError } from "../errors/field_error.ts";
import type { Tree } from "../json/tree.ts";

/** What is wrong with an object, by bucket. */
export const validators: Readonly<
  Record<string, (object: Tree, old?: Tree, subresource?: string) => FieldError[]>
> = {};
