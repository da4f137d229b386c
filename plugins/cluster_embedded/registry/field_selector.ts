import { badRequest } from "../errors/api_error.ts";
import { textAt, type Tree } from "../json/tree.ts";
import type { Resource } from "./resource.ts";

interface Term {
  readonly field: string;
  readonly value: string;
  readonly negated: boolean;
}

/** Reads `a=b,c!=d` for the fields that a resource can be selected by. Throws 400. */
export function fieldSelector(resource: Resource, text: string): (object: Tree) => boolean {
  const terms = text.split(/(?<!\\),/).filter((part) => part !== "").map((part) =>
    readTerm(text, part)
  );
  const readers = terms.map((term) => reader(resource, term.field));
  return (object) =>
    terms.every(({ value, negated }, i) => (readers[i]!(object) === value) !== negated);
}

function readTerm(text: string, part: string): Term {
  const match = /^((?:[^=!\\]|\\.)*)(==|!=|=)(.*)$/s.exec(part);
  if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
  const [, field, operator, raw] = match;
  const bad = /(?<!\\)=/.exec(raw!);
  if (bad !== null || /\\(?![\\,=])/.test(raw!) || /\\=/.test(field!)) {
    throw badRequest("invalid field selector: unescaped character in value: 61");
  }
  return {
    field: field!,
    value: raw!.replace(/\\([\\,=])/g, "$1"),
    negated: operator === "!=",
  };
}

const plain: Readonly<Record<string, (object: Tree) => string>> = {
  "metadata.name": (object) => textAt(object, "metadata", "name"),
  "metadata.namespace": (object) => textAt(object, "metadata", "namespace"),
};

function reader(resource: Resource, field: string): (object: Tree) => string {
  const own = resource.strategy.fieldSelectors;
  if (own?.[field] !== undefined) return own[field];
  if (plain[field] !== undefined && (resource.namespaced || field === "metadata.name")) {
    return plain[field];
  }
  if (field === "metadata.namespace") return () => "";
  if (own !== undefined && resource.custom === undefined) {
    throw badRequest(`field label not supported: ${field}`);
  }
  if (resource.custom !== undefined) throw badRequest(`field label not supported: ${field}`);
  throw badRequest(
    `${
      JSON.stringify(field)
    } is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
