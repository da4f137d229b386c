const short: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** A text between quotes as Go's %q writes it. */
export function goQuote(text: string): string {
  return `"${text.replaceAll(/["\\\p{C}\p{Z}]/gu, escaped)}"`;
}

function escaped(character: string): string {
  if (character === " ") return character;
  const known = short[character], code = character.codePointAt(0)!;
  if (known !== undefined) return known;
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, "0")}`;
  return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
