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
  const parts = text.split(".");
  const right = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  return parts.length === 4 && parts.every(right) ? Uint8Array.from(parts, Number) : undefined;
}

function parseV6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => half === "" ? [] : words(half));
  if (!left || (halves.length === 2 && !right)) return undefined;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...left, ...new Array<number>(missing).fill(0), ...right ?? []];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

function words(half: string): number[] | undefined {
  const parts = half.split(":");
  const tail = parts.at(-1)!.includes(".") ? parseV4(parts.pop()!) : new Uint8Array(0);
  if (!tail || !parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  const found = parts.map((part) => parseInt(part, 16));
  for (let i = 0; i < tail.length; i += 2) found.push(tail[i]! << 8 | tail[i + 1]!);
  return found;
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
