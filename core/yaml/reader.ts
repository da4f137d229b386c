import { YamlError } from "./errors.ts";

/** Bytes as text: UTF-8, or UTF-16 with a byte order mark. Throws YamlError where they are neither. */
export function decodeText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const label = a === 0xff && b === 0xfe
    ? "utf-16le"
    : a === 0xfe && b === 0xff
    ? "utf-16be"
    : "utf-8";
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new YamlError(utf8Problem(bytes));
  }
}

/** What go-yaml says of the first octet that breaks UTF-8. */
function utf8Problem(bytes: Uint8Array): string {
  for (let i = 0; i < bytes.length;) {
    const octet = bytes[i]!;
    const width = octet < 0x80
      ? 1
      : (octet & 0xe0) === 0xc0
      ? 2
      : (octet & 0xf0) === 0xe0
      ? 3
      : (octet & 0xf8) === 0xf0
      ? 4
      : 0;
    if (width === 0) return "invalid leading UTF-8 octet";
    if (i + width > bytes.length) return "incomplete UTF-8 octet sequence";
    for (let k = 1; k < width; k++) {
      if ((bytes[i + k]! & 0xc0) !== 0x80) return "invalid trailing UTF-8 octet";
    }
    i += width;
  }
  return "invalid length of a UTF-8 sequence";
}

const FORBIDDEN =
  // deno-lint-ignore no-control-regex
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Of ASCII, whatever may stand in a text. */
const UNUSUAL = /[^\t\n\r\x20-\x7e]/;

/** Refuses characters that YAML 1.1 does not allow in a stream. */
export function checkCharacters(text: string): void {
  if (!UNUSUAL.test(text)) return;
  const at = text.search(FORBIDDEN);
  if (at >= 0) throw new YamlError("control characters are not allowed");
}
