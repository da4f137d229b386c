import { Optional } from "@marcbachmann/cel-js";
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
} from "../kubernetes_names/mod.ts";
import type { Functions } from "./environment.ts";
import { isUrl } from "./urls.ts";

type Check = (text: string) => readonly string[];

/** A format that a text may have, in CEL. */
class Format {
  constructor(readonly name: string, readonly check: Check) {}
}

/** What `format` is in `format.uuid()`. */
class Formats {}

const prefix = (check: Check): Check => (text) => check(text.replace(/-$/, "a"));
const when = (test: (text: string) => boolean, problem: string): Check => (text) =>
  test(text) ? [] : [problem];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const moment =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

const checks: Readonly<Record<string, Check>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: isDns1123Subdomain,
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: prefix(isDns1123Label),
  dns1123SubdomainPrefix: prefix(isDns1123Subdomain),
  dns1035LabelPrefix: prefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: when(isUrl, "invalid URI"),
  uuid: when((text) => uuid.test(text), "does not match the UUID format"),
  byte: when((text) => base64.test(text), "invalid base64"),
  date: when((text) => day.test(text), "invalid date"),
  datetime: when((text) => moment.test(text), "invalid datetime"),
};

/** Kubernetes' named formats: `format.uuid().validate(text)`. */
export function addFormats(functions: Functions): void {
  const add = functions.registerFunction.bind(functions), type = "kubernetes.NamedFormat";
  functions.registerType(type, Format as never);
  functions.registerType("kubernetes.Formats", Formats as never);
  functions.registerConstant("format", "kubernetes.Formats", new Formats());
  const all = new Map(
    Object.entries(checks).map(([name, check]) => [name, new Format(name, check)]),
  );
  for (const [name, format] of all) add(`kubernetes.Formats.${name}(): ${type}`, () => format);
  add(`kubernetes.Formats.named(string): optional<${type}>`, (_: Formats, name: string) => {
    const format = all.get(name);
    return format === undefined ? Optional.none() : Optional.of(format);
  });
  add(`${type}.validate(string): optional<list<string>>`, (format: Format, text: string) => {
    const problems = format.check(text);
    return problems.length === 0 ? Optional.none() : Optional.of([...problems]);
  });
}
