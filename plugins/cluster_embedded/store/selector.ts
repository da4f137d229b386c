import { isQualifiedName } from "../../lib/kubernetes_names/mod.ts";
import { badRequest } from "../errors/api_error.ts";
import { type Tree, treeAt } from "../json/tree.ts";

/** A test of labels. */
export type LabelSelector = (labels: Tree) => boolean;

type Requirement = { key: string; operator: string; values: string[] };
const value = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** Reads `a=b,c in (d,e),!f`. Throws 400 with the parser's message. */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = new Parser(text).all();
  return (labels) => requirements.every((requirement) => matches(requirement, labels));
}

/** Reads a metav1.LabelSelector (matchLabels and matchExpressions). */
export function labelSelectorOf(selector: unknown): LabelSelector {
  const requirements: Requirement[] = Object.entries(treeAt(selector, "matchLabels"))
    .map(([key, v]) => ({ key, operator: "=", values: [String(v)] }));
  const expressions = treeAt({ selector }, "selector").matchExpressions;
  const operators: Record<string, string> = {
    In: "in",
    NotIn: "notin",
    Exists: "exists",
    DoesNotExist: "!",
  };
  for (const item of Array.isArray(expressions) ? expressions as Tree[] : []) {
    requirements.push({
      key: String(item.key),
      operator: operators[String(item.operator)] ?? "in",
      values: (item.values as string[] | undefined) ?? [],
    });
  }
  return (labels) => requirements.every((requirement) => matches(requirement, labels));
}

function matches({ key, operator, values }: Requirement, labels: Tree): boolean {
  const label = labels[key];
  const has = label !== undefined;
  switch (operator) {
    case "exists":
      return has;
    case "!":
      return !has;
    case "!=":
    case "notin":
      return !has || !values.includes(String(label));
    case ">":
      return has && Number(label) > Number(values[0]);
    case "<":
      return has && Number(label) < Number(values[0]);
    default:
      return has && values.includes(String(label));
  }
}

class Parser {
  #tokens: string[];
  #at = 0;

  constructor(readonly text: string) {
    this.#tokens = text.match(/==|!=|=|!|,|\(|\)|<|>|[^\s,()=!<>]+/g) ?? [];
  }

  all(): Requirement[] {
    const found: Requirement[] = [];
    if (this.#tokens.length === 0) return found;
    for (;;) {
      const token = this.#peek();
      if (token === "" || /^[,()=<>]/.test(token) || token === "==" || token === "!=") {
        throw badRequest(`found '${token}', expected: !, identifier, or 'end of string'`);
      }
      found.push(this.#requirement());
      const end = this.#next();
      if (end === "") return found;
      if (end !== ",") throw badRequest(`found '${end}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after === "" || after === ",") {
        throw badRequest(`found '${after}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    if (this.#peek() === "!") {
      this.#next();
      return { key: this.#key(this.#next()), operator: "!", values: [] };
    }
    const key = this.#key(this.#next());
    const operator = this.#peek();
    if (operator === "" || operator === ",") return { key, operator: "exists", values: [] };
    this.#next();
    if (operator === "in" || operator === "notin") {
      return { key, operator, values: this.#list(key) };
    }
    if (!["=", "==", "!=", "<", ">"].includes(operator)) {
      this.#fail(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
    const values = [this.#single(key)];
    if ((operator === ">" || operator === "<") && !/^-?\d+$/.test(values[0]!)) {
      this.#fail(
        `values[0]: Invalid value: ${
          JSON.stringify(values[0])
        }: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    return { key, operator: operator === "==" ? "=" : operator, values };
  }

  #single(key: string): string {
    const token = this.#peek();
    if (token === "" || token === ",") return "";
    if (/^[()=!<>]/.test(token)) this.#fail(`found '${token}', expected: identifier`);
    return this.#value(key, this.#next());
  }

  #list(key: string): string[] {
    const open = this.#next();
    if (open !== "(") this.#fail(`found '${open}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.#next();
      if (token === ")") return values.length === 0 ? [""] : values;
      if (token === ",") {
        if (this.#peek() === ")" || this.#peek() === ",") values.push("");
        continue;
      }
      if (token === "" || /^[(=!<>]/.test(token)) {
        this.#fail(`found '${token}', expected: ',' or ')'`);
      }
      values.push(this.#value(key, token));
    }
  }

  #key(key: string): string {
    const [problem] = isQualifiedName(key);
    if (problem !== undefined) {
      this.#fail(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problem}`);
    }
    return key;
  }

  #value(key: string, text: string): string {
    if (text.length > 63 || !value.test(text)) {
      const message = text.length > 63
        ? "must be no more than 63 bytes"
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
      this.#fail(`values[0][${key}]: Invalid value: ${JSON.stringify(text)}: ${message}`);
    }
    return text;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? "";
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? "";
  }

  #fail(message: string): never {
    throw badRequest(`unable to parse requirement: ${message}`);
  }
}
