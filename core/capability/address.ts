import ipaddr from "ipaddr.js";
import { EMBEDDED_ADDRESSES } from "./tables/embedded_addresses.ts";

/** An IP address; a v4-mapped one counts as the IPv4 address inside it. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** All addresses whose first `bits` bits are those of `base`. */
export interface Subnet {
  readonly base: Address;
  readonly bits: number;
}

/** Reads the canonical text of an address; `undefined` for anything else: octal or short forms, zones, names. */
export function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.process(text) : undefined;
}

/** Reads `10.0.0.0/8`, `fd00::/8`, or one address. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, address, bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const base = parseAddress(address ?? "");
  const most = base?.kind() === "ipv4" ? 32 : 128;
  const count = Number(bits ?? most);
  return base && count <= most ? { base, bits: count } : undefined;
}

/** Whether the address lies in the subnet; never across families. */
export function contains({ base, bits }: Subnet, address: Address): boolean {
  return base.kind() === address.kind() && address.match([base, bits] as [never, number]);
}

const embedded = EMBEDDED_ADDRESSES.map(([text, at, inverted = false]) => ({
  subnet: parseSubnet(text)!,
  at,
  mask: inverted ? 0xff : 0,
}));

/** The address, and the IPv4 addresses that a translator on the way would make of it. */
export function faces(address: Address): readonly Address[] {
  const inner = embedded.filter(({ subnet }) => contains(subnet, address)).map(({ at, mask }) =>
    address.toByteArray().slice(at, at + 4).map((byte) => byte ^ mask)
  );
  // 0.0.0.0/8 inside is what `::` and `::1` look like
  return [address, ...inner.filter(([first]) => first !== 0).map((four) => new ipaddr.IPv4(four))];
}
