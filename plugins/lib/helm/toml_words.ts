/** What BurntSushi/toml, which Helm reads TOML with, says of a mistake that another reader found. */
import type { TomlError } from "smol-toml";

/** Where a mistake is: what is left of its line from there, and the value that stands there. */
interface Found {
  readonly rest: string;
  readonly value: string;
  readonly isEnd: boolean;
  readonly key: string;
}

/** Words by what the reader says; those that are about a value name the key that was read last. */
const WORDS: readonly (readonly [says: string, keyed: boolean, words: (at: Found) => string])[] = [
  ["cannot find end of key", false, () => "unexpected EOF; expected key separator '='"],
  [
    "illegal character in key",
    false,
    ({ rest }) => `expected '.' or '=', but got '${rest[0] ?? ""}' instead`,
  ],
  [
    "unexpected end of key",
    false,
    ({ rest }) => `unexpected '${rest[0] ?? ""}': key name appears blank`,
  ],
  [
    "must be followed by an end-of-line",
    false,
    ({ rest }) =>
      "expected a top-level item to end with a newline, comment, or EOF, but got " +
      `'${rest.trimStart()[0] ?? ""}' instead`,
  ],
  ["redefine an already defined", true, ({ key }) => `Key '${key}' has already been defined.`],
  ["unfinished string", true, ({ rest }) => `unexpected EOF; expected ${quotedMark(rest)}`],
  ["leading zero", true, ({ value }) => `Invalid integer "${value}": cannot have leading zeroes`],
  [
    "illegal underscore",
    true,
    ({ value }) => `Invalid integer "${value}": underscores must be surrounded by digits`,
  ],
  ["escape sequence", true, ({ rest }) => `invalid escape in string '\\${rest[0]}'`],
  ["invalid date", true, ({ value }) => `invalid datetime: "${value}"`],
  ["expected comma", true, () => {
    const end = "expected a comma or an inline table terminator '}'";
    return `${end}, but got end of file instead`;
  }],
  ["invalid value", true, wrongValue],
];

const quotedMark = (rest: string): string => rest.startsWith('"') ? "'\"'" : '"\'"';

function wrongValue({ rest, isEnd }: Found): string {
  const word = /^[A-Za-z][\w-]*/.exec(rest)?.[0];
  if (word !== undefined) return `expected value but found "${word}" instead`;
  if (rest.startsWith(",")) return "unexpected comma";
  return isEnd
    ? "unexpected EOF; expected value"
    : `expected value but found '${rest[0] ?? "\\n"}' instead`;
}

/** The key of a line below the header that stands over it. */
function keyAt(lines: readonly string[], line: number): string {
  const own = /^\s*([^=[\]#]+?)\s*=/.exec(lines[line] ?? "")?.[1];
  const header = lines.slice(0, line + 1).findLast((one) => /^\s*\[/.test(one));
  const table = header?.replace(/^\s*\[+\s*|\s*\]+.*$/g, "");
  return [table, own].filter((part) => part !== undefined).join(".");
}

/** The message for an integer that is too large. */
export function outOfRange(value: bigint, text: string): string {
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes(String(value)));
  return `line ${line + 1} (last key "${keyAt(lines, line)}"): ${value} is out of range for int64`;
}

/** The message for a mistake in a text. */
export function inGoWords({ message, line, column }: TomlError, text: string): string {
  const known = WORDS.find(([says]) => message.includes(says));
  if (known === undefined) return message;
  const lines = text.split("\n");
  const whole = lines[line - 1] ?? "";
  const key = keyAt(lines, line - 1);
  const value = /=\s*([^\s,\]}]+)/.exec(whole)?.[1] ?? "";
  const rest = whole.slice(column - 1);
  const isEnd = line >= lines.length && rest.trim() === "";
  const [, keyed, words] = known;
  const last = keyed && whole.includes("=") ? ` (last key "${key}")` : "";
  return `line ${line}${last}: ${words({ rest, value, isEnd, key })}`;
}
