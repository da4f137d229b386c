/**
 * The message that Go's encoding/json has for text that is no JSON. Walks the text as its scanner
 * does: https://pkg.go.dev/encoding/json#SyntaxError.
 */
export function syntaxError(text: string): string {
  try {
    const scanner = new Scanner(text);
    scanner.value(0);
    scanner.space();
    if (scanner.at < text.length) scanner.fail("after top-level value");
    return "unexpected end of JSON input";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

class Scanner {
  at = 0;
  constructor(readonly text: string) {}

  space(): void {
    while (" \t\r\n".includes(this.text[this.at] ?? "x")) this.at++;
  }

  fail(context: string): never {
    if (this.at >= this.text.length) throw new Error("unexpected end of JSON input");
    const code = this.text.codePointAt(this.at)!;
    const character = code === 39 ? `'\\''` : code === 34 ? `'"'` : `'${printable(code)}'`;
    throw new Error(`invalid character ${character} ${context}`);
  }

  value(depth: number): void {
    if (depth > 10_000) throw new Error("exceeded max depth");
    this.space();
    const start = this.text[this.at];
    if (start === "{") this.#object(depth);
    else if (start === "[") this.#list(depth);
    else if (start === '"') this.#string();
    else if (start !== undefined && /[-0-9]/.test(start)) this.#number();
    else if (start === "t") this.#literal("true");
    else if (start === "f") this.#literal("false");
    else if (start === "n") this.#literal("null");
    else this.fail("looking for beginning of value");
  }

  #literal(word: string): void {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) {
        this.fail(`in literal ${word} (expecting '${word[i]}')`);
      }
    }
  }

  #object(depth: number): void {
    this.at++;
    this.space();
    if (this.text[this.at] === "}") return void this.at++;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail("looking for beginning of object key string");
      this.#string();
      this.space();
      if (this.text[this.at] !== ":") this.fail("after object key");
      this.at++;
      this.value(depth + 1);
      this.space();
      const end = this.text[this.at];
      if (end !== "," && end !== "}") this.fail("after object key:value pair");
      this.at++;
      if (end === "}") return;
    }
  }

  #list(depth: number): void {
    this.at++;
    this.space();
    if (this.text[this.at] === "]") return void this.at++;
    for (;;) {
      this.value(depth + 1);
      this.space();
      const end = this.text[this.at];
      if (end !== "," && end !== "]") this.fail("after array element");
      this.at++;
      if (end === "]") return;
    }
  }

  #string(): void {
    this.at++;
    for (; this.text[this.at] !== '"'; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (!(code >= 32)) this.fail("in string literal");
      if (code !== 92) continue;
      this.at++;
      if (!/["\\/bfnrtu]/.test(this.text[this.at] ?? "x")) this.fail("in string escape code");
    }
    this.at++;
  }

  #number(): void {
    if (this.text[this.at] === "-") this.at++;
    if (this.text[this.at] === "0") this.at++;
    else this.#digits("in numeric literal");
    if (this.text[this.at] === ".") {
      this.at++;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.text[this.at] ?? "")) {
      this.at++;
      if (/[-+]/.test(this.text[this.at] ?? "")) this.at++;
      this.#digits("in exponent of numeric literal");
    }
  }

  #digits(context: string): void {
    if (!/\d/.test(this.text[this.at] ?? "x")) this.fail(context);
    while (/\d/.test(this.text[this.at] ?? "x")) this.at++;
  }
}

function printable(code: number): string {
  const named: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r" };
  if (code < 32) return named[code] ?? `\\x${code.toString(16).padStart(2, "0")}`;
  return String.fromCodePoint(code);
}
