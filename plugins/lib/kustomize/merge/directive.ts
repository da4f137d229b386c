import { Kind, type Node } from "contract/yaml";
import { KustomizeError } from "../errors.ts";
import { clearField, field, isNull, nodeText } from "../model/fields.ts";
import { setElement } from "./elements.ts";

/** What a patch wants done with what it patches. */
export type Directive = "merge" | "replace" | "delete";

const KEY = "$patch";
const isDirective = (text: string): text is Directive =>
  text === "merge" || text === "replace" || text === "delete";

/** The directive of a patch, which is taken out of it. Throws KustomizeError for an unknown one. */
export function takeDirective(patch: Node | undefined): Directive {
  if (patch === undefined) return "merge";
  if (patch.kind === Kind.sequence) return listDirective(patch);
  if (patch.kind === Kind.mapping) return mapDirective(patch);
  throw new KustomizeError(
    `no implemented strategic merge patch strategy for '${patch.tag}' ('${nodeText(patch)}')`,
  );
}

function known(text: string): Directive {
  if (isDirective(text)) return text;
  throw new KustomizeError(`unknown patch strategy '${text}'`);
}

function mapDirective(patch: Node): Directive {
  const found = field(patch, KEY);
  if (isNull(found)) return "merge";
  const directive = known((found as Node).value);
  clearField(patch, KEY);
  return directive;
}

/** In a list an item that holds nothing but the directive speaks for the whole list. */
function listDirective(patch: Node): Directive {
  const item = patch.content.find((one) => field(one, KEY) !== undefined);
  if (item === undefined || item.content.length > 2) return "merge";
  const directive = known(field(item, KEY)!.value);
  setElement(patch, undefined, [KEY], [directive]);
  return directive;
}
