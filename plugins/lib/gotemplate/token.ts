/** What a token of a template is. */
export type TokenKind =
  | "error"
  | "eof"
  | "text"
  | "left"
  | "right"
  | "space"
  | "assign"
  | "declare"
  | "pipe"
  | "open"
  | "close"
  | "char"
  | "string"
  | "raw"
  | "character"
  | "number"
  | "complex"
  | "bool"
  | "nil"
  | "dot"
  | "field"
  | "variable"
  | "identifier"
  | "keyword";

/** A token; `start` is an offset in UTF-16 units. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
}

/** The words that begin a control action. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

/** Any word that is a token of its own. */
export const WORDS: ReadonlyMap<string, TokenKind> = new Map([
  ...[...KEYWORDS].map((word) => [word, "keyword"] as const),
  ["true", "bool"],
  ["false", "bool"],
  ["nil", "nil"],
]);

/** A token as Go shows it in a message: quoted, and cut when it is long. */
export function showToken(token: Token, quote: (text: string) => string): string {
  if (token.kind === "eof") return "EOF";
  if (token.kind === "error") return token.text;
  if (token.kind === "keyword" || token.kind === "dot") return `<${token.text}>`;
  if (token.kind === "nil") return "<nil>";
  const points = [...token.text];
  return points.length > 10 ? `${quote(points.slice(0, 10).join(""))}...` : quote(token.text);
}
