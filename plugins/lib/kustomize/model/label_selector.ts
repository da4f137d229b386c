import { KustomizeError } from "../errors.ts";

type Labels = ReadonlyMap<string, string>;
type Requirement = (labels: Labels) => boolean;

interface Token {
  readonly text: string;
  readonly kind: "word" | "sign";
}

/** Words and signs of a label selector. */
function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const [one] of text.matchAll(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g)) {
    found.push({ text: one, kind: /^[=!(),<>]/.test(one) ? "sign" : "word" });
  }
  return found;
}

/** Whether labels fit a selector such as `a=b,c in (d,e),!f`. Throws KustomizeError where it is none. */
export function labelMatcher(selector: string): (labels: Labels) => boolean {
  const reader = new Reader(tokens(selector));
  const requirements: Requirement[] = [];
  while (!reader.ended) {
    requirements.push(requirement(reader));
    if (reader.ended) break;
    reader.expect(",");
    if (reader.ended) throw parseError("found '', expected: identifier after ','");
  }
  return (labels) => requirements.every((fits) => fits(labels));
}

const parseError = (text: string) => new KustomizeError(`unable to parse requirement: ${text}`);

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#at]?.text ?? "";
  }

  word(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "word") throw parseError(`found '${this.peek()}', expected: identifier`);
    this.#at++;
    return token.text;
  }

  /** A value, which may be empty. */
  value(): string {
    return this.#tokens[this.#at]?.kind === "word" ? this.word() : "";
  }

  take(sign: string): boolean {
    if (this.peek() !== sign) return false;
    this.#at++;
    return true;
  }

  expect(sign: string): void {
    if (!this.take(sign)) throw parseError(`found '${this.peek()}' expected: '${sign}'`);
  }
}

function requirement(reader: Reader): Requirement {
  if (reader.take("!")) {
    const key = reader.word();
    return (labels) => !labels.has(key);
  }
  const key = reader.word();
  if (reader.ended || reader.peek() === ",") return (labels) => labels.has(key);
  if (reader.take("=") || reader.take("==")) return equals(key, reader.value());
  if (reader.take("!=")) {
    const fits = equals(key, reader.value());
    return (labels) => !fits(labels);
  }
  if (reader.take("<")) return compares(key, reader.word(), (a, b) => a < b);
  if (reader.take(">")) return compares(key, reader.word(), (a, b) => a > b);
  if (reader.take("in")) return among(key, valueSet(reader));
  if (reader.take("notin")) {
    const fits = among(key, valueSet(reader));
    return (labels) => !fits(labels);
  }
  throw parseError(`found '${reader.peek()}', expected: in, notin, =, ==, !=, gt, lt`);
}

const equals = (key: string, value: string): Requirement => (labels) => labels.get(key) === value;
const among = (key: string, values: ReadonlySet<string>): Requirement => (labels) =>
  labels.has(key) && values.has(labels.get(key)!);

function compares(
  key: string,
  value: string,
  fits: (a: number, b: number) => boolean,
): Requirement {
  return (labels) =>
    /^-?\d+$/.test(labels.get(key) ?? "") && fits(Number(labels.get(key)), Number(value));
}

function valueSet(reader: Reader): Set<string> {
  reader.expect("(");
  if (reader.ended) throw parseError("found '', expected: ',', ')' or identifier");
  const values = new Set([reader.value()]);
  while (reader.take(",")) values.add(reader.value());
  reader.expect(")");
  return values;
}
