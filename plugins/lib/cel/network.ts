/** An IP address in CEL. */
export class NetworkAddress {
  constructor(readonly family: 4 | 6, readonly value: bigint) {}
}

/** An address block in CEL. */
export class NetworkBlock {
  constructor(readonly address: NetworkAddress, readonly bits: number) {}
}

function readV4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) < 256)) {
    return undefined;
  }
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function readV6(text: string): bigint | undefined {
  if (!/^[0-9a-f:]+$/i.test(text) || text.split("::").length > 2 || /:::/.test(text)) {
    return undefined;
  }
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array(missing).fill("0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function read(text: string): NetworkAddress | undefined {
  const v4 = readV4(text);
  if (v4 !== undefined) return new NetworkAddress(4, v4);
  const v6 = readV6(text);
  return v6 === undefined ? undefined : new NetworkAddress(6, v6);
}

/** Whether the text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return read(text) !== undefined;
}

/** Reads an address. Throws an Error where it is none. */
export function addressOf(text: string): NetworkAddress {
  const address = read(text);
  if (address === undefined) {
    throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  }
  return address;
}

/** Whether the text is a block such as 10.0.0.0/8. */
export function isBlock(text: string): boolean {
  try {
    blockOf(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads a block. Throws an Error where it is none. */
export function blockOf(text: string): NetworkBlock {
  const [base = "", bits = "", more] = text.split("/");
  const address = read(base);
  const most = address?.family === 4 ? 32 : 128;
  if (address === undefined || more !== undefined || !/^\d+$/.test(bits) || Number(bits) > most) {
    throw new Error(
      `network address parse error during conversion from string: ${JSON.stringify(text)}`,
    );
  }
  return new NetworkBlock(address, Number(bits));
}

/** Whether an address lies in a block. */
export function contains({ address, bits }: NetworkBlock, other: NetworkAddress): boolean {
  if (address.family !== other.family) return false;
  const shift = BigInt((address.family === 4 ? 32 : 128) - bits);
  return address.value >> shift === other.value >> shift;
}

/** Whether a block lies in another. */
export function containsBlock(block: NetworkBlock, other: NetworkBlock): boolean {
  return other.bits >= block.bits && contains(block, other.address);
}

/** The block with all bits after its prefix cleared. */
export function masked({ address, bits }: NetworkBlock): NetworkBlock {
  const shift = BigInt((address.family === 4 ? 32 : 128) - bits);
  return new NetworkBlock(
    new NetworkAddress(address.family, (address.value >> shift) << shift),
    bits,
  );
}

const v6 =
  (test: (value: bigint) => boolean, v4: (value: bigint) => boolean) =>
  ({ family, value }: NetworkAddress) => family === 4 ? v4(value) : test(value);
const isUnspecified = v6((v) => v === 0n, (v) => v === 0n);
const isLoopback = v6((v) => v === 1n, (v) => v >> 24n === 127n);
const isLinkLocalUnicast = v6((v) => v >> 118n === 0x3fan, (v) => v >> 16n === 0xa9fen);
const isLinkLocalMulticast = v6((v) => v >> 112n === 0xff02n, (v) => v >> 8n === 0xe00000n);
const isMulticast = v6((v) => v >> 120n === 0xffn, (v) => v >> 28n === 0xen);

/** What can be asked of an address, by the name of the function. */
export const addressTests: Readonly<Record<string, (address: NetworkAddress) => boolean>> = {
  isUnspecified,
  isLoopback,
  isLinkLocalUnicast,
  isLinkLocalMulticast,
  isGlobalUnicast: (a) =>
    !isUnspecified(a) && !isLoopback(a) && !isMulticast(a) && !isLinkLocalUnicast(a) &&
    !(a.family === 4 && a.value === 0xffffffffn),
};

/** An address as text; zeros in one of version 6 are left out where most of them stand. */
export function showAddress({ family, value }: NetworkAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i)) & 0xffffn);
  const text = groups.map((group) => group.toString(16)).join(":");
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
  return runs.length === 0 ? text : text.replace(runs[0]![0], "::").replace(/:{3,}/, "::");
}

/** An address in its canonical text; undefined where it is none. */
export function canonicalAddress(text: string): string | undefined {
  const address = read(text);
  return address === undefined ? undefined : showAddress(address);
}

/** A block in its canonical text, and its base as a block of one address; undefined where it is none. */
export function canonicalBlock(
  text: string,
): { readonly text: string; readonly single: string; readonly isMasked: boolean } | undefined {
  if (!isBlock(text)) return undefined;
  const block = blockOf(text), { address, bits } = block, base = masked(block).address;
  return {
    text: `${showAddress(base)}/${bits}`,
    single: `${showAddress(address)}/${address.family === 4 ? 32 : 128}`,
    isMasked: base.value === address.value,
  };
}

/** The names of the tests that an address passes; none where it is no address. */
export function addressKind(text: string): string[] {
  const address = read(text);
  if (address === undefined) return [];
  return Object.keys(addressTests).filter((name) => addressTests[name]!(address));
}
