import type { FieldError } from "../errors/field_error.ts";
import type { Tree } from "../json/tree.ts";
import { coreValidators } from "./core_kinds.ts";
import { furtherValidators } from "./further_kinds.ts";
import { otherValidators } from "./other_kinds.ts";
import { validateService } from "./service.ts";
import { workloadValidators } from "./workloads.ts";

/** What is wrong with an object, by bucket. */
export const validators: Readonly<
  Record<string, (object: Tree, old?: Tree, subresource?: string) => FieldError[]>
> = {
  ...workloadValidators,
  ...coreValidators,
  ...otherValidators,
  ...furtherValidators,
  "/services": validateService,
};
