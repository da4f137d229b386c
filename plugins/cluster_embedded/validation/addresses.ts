import { addressKind, canonicalAddress, canonicalBlock } from "../../lib/cel/mod.ts";
import { type FieldError, invalidValue } from "../errors/field_error.ts";

const wrongAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const wrongBlock = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/** Without the zeros before the numbers of an IPv4 address. */
function withoutZeros(text: string): string {
  return text.includes(":") ? text : text.replace(/(^|[./])0+(?=\d)/g, "$1");
}

/** What is wrong with the text of an address. */
export function addressProblems(text: string, at: string): FieldError[] {
  if (canonicalAddress(text) !== undefined) return [];
  const zeros = canonicalAddress(withoutZeros(text)) !== undefined;
  return [invalidValue(at, text, zeros ? "must not have leading 0s" : wrongAddress)];
}

/** What is wrong with the text of a block of addresses. */
export function blockProblems(text: string, at: string): FieldError[] {
  const block = canonicalBlock(text);
  if (block?.isMasked) return [];
  if (block !== undefined) {
    return [invalidValue(at, text, "must not have bits set beyond the prefix length")];
  }
  const zeros = canonicalBlock(withoutZeros(text)) !== undefined;
  const detail = zeros ? "must not have leading 0s in IP or prefix length" : wrongBlock;
  return [invalidValue(at, text, detail)];
}

const refused: Readonly<Record<string, string>> = {
  isUnspecified: "may not be unspecified",
  isLoopback: "may not be in the loopback range (127.0.0.0/8, ::1/128)",
  isLinkLocalUnicast: "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
  isLinkLocalMulticast: "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
};

/** What is wrong with an address that others are to reach. */
export function reachableProblems(text: string, at: string): FieldError[] {
  const problems = addressProblems(text, at);
  if (problems.length > 0) return problems;
  const kinds = addressKind(text);
  return Object.keys(refused).filter((kind) => kinds.includes(kind)).map((kind) =>
    invalidValue(at, text, refused[kind]! + (kind === "isUnspecified" ? ` (${text})` : ""))
  );
}
