import { canonicalAddress, canonicalBlock } from "../../lib/cel/mod.ts";

/** What is odd about an address that is valid all the same. */
export function addressWarnings(at: string, text: string): string[] {
  const plain = withoutZeros(text), best = canonicalAddress(plain);
  if (best === undefined || best === text) return [];
  if (plain !== text) {
    return [`${at}: non-standard IP address ${quoted(text)} is invalid: use ${quoted(best)}`];
  }
  return [
    `${at}: IPv6 address ${quoted(text)} should be in RFC 5952 canonical format (${quoted(best)})`,
  ];
}

/** The same of a block of addresses, which may also have bits set after its prefix. */
export function blockWarnings(at: string, text: string): string[] {
  const plain = withoutZeros(text), best = canonicalBlock(plain), warnings: string[] = [];
  if (best === undefined || best.text === text) return [];
  if (!best.isMasked) {
    warnings.push(
      `${at}: CIDR value ${quoted(text)} is ambiguous in this context (should be ${
        quoted(best.text)
      } or ${quoted(best.single)}?)`,
    );
  }
  if (plain !== text) {
    warnings.push(
      `${at}: non-standard CIDR value ${quoted(text)} is invalid: use ${quoted(best.text)}`,
    );
  }
  if (warnings.length > 0) return warnings;
  const should = `should be in RFC 5952 canonical format (${quoted(best.text)})`;
  return [`${at}: IPv6 CIDR value ${quoted(text)} ${should}`];
}

const quoted = (text: string) => JSON.stringify(text);

/** Without the zeros before the numbers of an IPv4 address. */
function withoutZeros(text: string): string {
  return text.includes(":") ? text : text.replace(/(^|\.)0+(?=\d)/g, "$1");
}
