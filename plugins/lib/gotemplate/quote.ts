/** Strings as Go's strconv quotes and reads them. Bytes that are no UTF-8 stand as U+DC80 to U+DCFF (see bytes.ts). */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
]);
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Whether Go's unicode.IsPrint holds. */
export const printable = (character: string): boolean =>
  character === " " || !/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u.test(character);

function escape(character: string, mark: string, ascii: boolean): string {
  if (character === mark) return "\\" + mark;
  const named = NAMED.get(character);
  if (named) return named;
  const point = character.codePointAt(0)!;
  if (point < 0x80 ? printable(character) : !ascii && printable(character)) return character;
  if (point < 0x80) return "\\x" + point.toString(16).padStart(2, "0");
  if (point >= 0xdc80 && point <= 0xdcff) return "\\x" + (point - 0xdc00).toString(16);
  if (point >= 0xd800 && point <= 0xdfff) return "\\ufffd";
  if (point < 0x10000) return "\\u" + point.toString(16).padStart(4, "0");
  return "\\U" + point.toString(16).padStart(8, "0");
}

/** strconv.Quote; with `ascii` strconv.QuoteToASCII. */
export function quote(text: string, ascii = false): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const character of text) out += escape(character, '"', ascii);
  return out + '"';
}

/** strconv.QuoteRune; with `ascii` strconv.QuoteRuneToASCII. */
export function quoteRune(point: number, ascii = false): string {
  const valid = point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return `'${escape(valid ? String.fromCodePoint(point) : "\ufffd", "'", ascii)}'`;
}

const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/y;
const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

function unescapeOne(match: RegExpExecArray, mark: string): string | number | undefined {
  const [, letter, hex, short, long, octal] = match;
  if (letter) return letter === "'" || letter === '"' ? quoteOf(letter, mark) : LETTERS[letter];
  if (hex) return parseInt(hex, 16);
  if (octal) return parseInt(octal, 8) < 256 ? parseInt(octal, 8) : undefined;
  const point = parseInt((short ?? long)!, 16);
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
  return String.fromCodePoint(point);
}

const quoteOf = (letter: string, mark: string) => letter === mark ? letter : undefined;

/** The parts of a quoted text: strings, and single bytes for \x and octal escapes; undefined where it is malformed. */
export function unquoteParts(text: string): (string | number)[] | undefined {
  const mark = text[0]!;
  if (text.length < 2 || text.at(-1) !== mark) return undefined;
  if (mark === "`") return [text.slice(1, -1).replaceAll("\r", "")];
  if (mark !== '"' && mark !== "'") return undefined;
  const parts: (string | number)[] = [];
  for (let i = 1; i < text.length - 1;) {
    if (text[i] === "\n" || text[i] === mark) return undefined;
    if (text[i] !== "\\") {
      let end = i;
      while (end < text.length - 1 && !"\\\n".includes(text[end]!) && text[end] !== mark) end++;
      parts.push(text.slice(i, end));
      i = end;
      continue;
    }
    ESCAPE.lastIndex = i;
    const match = ESCAPE.exec(text);
    const part = match ? unescapeOne(match, mark) : undefined;
    if (part === undefined) return undefined;
    parts.push(part);
    i += match![0].length;
  }
  return parts;
}
