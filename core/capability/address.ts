import { isIPv4 } from "node:net";

/** IP addresses as bytes: 4 for IPv4, 16 for IPv6. A v4-mapped address counts as the IPv4 address inside it. */
export type Address = Uint8Array;

/** All addresses whose first `bits` bits are those of `base`. */
export interface Subnet {
  readonly base: Address;
  readonly bits: number;
}

/** Reads the canonical text of an address; `undefined` for anything else: octal or short forms, zones, names. */
export function parseAddress(text: string): Address | undefined {
  const bytes = text.includes(":") ? parseV6(text) : parseV4(text);
  return bytes && contains(MAPPED, bytes) ? bytes.slice(12) : bytes;
}

/** Reads `10.0.0.0/8`, `fd00::/8`, or one address. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address, bits, ...rest] = text.split("/");
  const base = parseAddress(address!);
  if (!base || rest.length > 0) return undefined;
  if (bits === undefined) return { base, bits: base.length * 8 };
  const count = /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity;
  return count <= base.length * 8 ? { base, bits: count } : undefined;
}

/** Whether the address lies in the subnet; never across families. */
export function contains({ base, bits }: Subnet, address: Address): boolean {
  if (base.length !== address.length) return false;
  const whole = bits >> 3, rest = bits & 7;
  for (let i = 0; i < whole; i++) if (base[i] !== address[i]) return false;
  return rest === 0 || (base[whole]! ^ address[whole]!) >> (8 - rest) === 0;
}

/**
 * The address, and the IPv4 addresses that a translator on the way would make of it: NAT64 (RFC 6052, RFC 8215), 6to4
 * (RFC 3056), SIIT (RFC 2765), Teredo (RFC 4380) and v4-compatible forms.
 */
export function faces(address: Address): readonly Address[] {
  if (address.length === 4) return [address];
  const found = [address];
  for (const { subnet, at, inverted } of EMBEDDINGS) {
    if (!contains(subnet, address)) continue;
    const inner = address.slice(at, at + 4).map((byte) => inverted ? byte ^ 0xff : byte);
    if (inner[0] !== 0) found.push(inner); // 0.0.0.0/8 inside is what `::` and `::1` look like
  }
  return found;
}

function parseV4(text: string): Address | undefined {
  return isIPv4(text) ? Uint8Array.from(text.split("."), Number) : undefined;
}

/** `URL` writes every form of an address as up to eight groups in hex, with `::` in place of zeros. */
function parseV6(text: string): Address | undefined {
  const url = /^[\da-f:.]+$/i.test(text) ? URL.parse(`http://[${text}]/`) : null;
  if (!url) return undefined;
  const halves = url.hostname.slice(1, -1).split("::");
  const [left, right] = halves.map((half) => half === "" ? [] : half.split(":"));
  const zeros = new Array<string>(8 - left!.length - (right?.length ?? 0)).fill("0");
  const groups = [...left!, ...zeros, ...right ?? []].map((group) => parseInt(group, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

const v6 = (text: string, bits: number): Subnet => ({ base: parseV6(text)!, bits });
const MAPPED = v6("::ffff:0:0", 96);
const EMBEDDINGS: readonly { subnet: Subnet; at: number; inverted?: boolean }[] = [
  { subnet: v6("::", 96), at: 12 },
  { subnet: v6("::ffff:0:0:0", 96), at: 12 },
  { subnet: v6("64:ff9b::", 96), at: 12 },
  { subnet: v6("64:ff9b:1::", 48), at: 12 },
  { subnet: v6("2002::", 16), at: 2 },
  { subnet: v6("2001::", 32), at: 12, inverted: true },
];
