/** What the parser and the checker say of an expression, and how cel-go says it. */
const starts = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, " +
  "NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** Functions that there are, for some values at least. */
const known: ReadonlySet<string> = new Set([
  ...["size", "contains", "startsWith", "endsWith", "matches", "charAt", "indexOf", "lastIndexOf"],
  ...["join", "lowerAscii", "upperAscii", "replace", "reverse", "split", "substring", "trim"],
  ...["format", "quote", "first", "last", "slice", "distinct", "flatten", "sort", "range"],
  ...["int", "uint", "double", "string", "bytes", "bool", "dyn", "type", "timestamp", "duration"],
  ...["getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours"],
  ...["getMilliseconds", "getMinutes", "getMonth", "getSeconds", "hasValue", "value", "or"],
  ...["orValue", "of", "ofNonZeroValue", "encode", "decode", "intersects", "equivalent"],
]);

type Wording = readonly [said: RegExp, word: (found: readonly string[], next: string) => string];

/** By what is said; `next` is the character at which it was noticed. */
export const wordings: readonly Wording[] = [
  [/^Expected IDENTIFIER/, (_, next) => `Syntax error: no viable alternative at input '.${next}'`],
  [
    /^Unexpected token/,
    (_, next) => `Syntax error: mismatched input '${next || "<EOF>"}' expecting ${starts}`,
  ],
  [
    /^Unexpected character|^Unterminated/,
    (_, next) => `Syntax error: token recognition error at: '${next}'`,
  ],
  [/^Unknown variable: (.*)$/, ([name]) => `undeclared reference to '${name}' (in container '')`],
  [
    /^found no matching overload for '(?:(.*)\.)?(\w+)(\(.*\))'$/,
    ([on, name, args]) =>
      known.has(name!)
        ? `found no matching overload for '${name}' applied to '${on ? `${on}.` : ""}${args}'`
        : `undeclared reference to '${name}' (in container '')`,
  ],
  [
    /^no such overload: (\S+) (\S+) (\S+)$/,
    ([left, operator, right]) =>
      `found no matching overload for '_${operator}_' applied to '(${left}, ${right})'`,
  ],
];
