/** The little of ASN.1 DER that a certificate needs. */
export type Der = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

/** One value with its tag and length. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Der {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const head = size < 128
    ? [tag, size]
    : size < 256
    ? [tag, 0x81, size]
    : [tag, 0x82, size >> 8, size & 255];
  const bytes = new Uint8Array(head.length + size);
  bytes.set(head);
  let at = head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export const sequence = (...parts: Uint8Array[]): Der => tagged(0x30, ...parts);
export const set = (...parts: Uint8Array[]): Der => tagged(0x31, ...parts);
export const octets = (bytes: Uint8Array): Der => tagged(0x04, bytes);
export const bits = (bytes: Uint8Array): Der => tagged(0x03, Uint8Array.of(0), bytes);
export const utf8 = (text: string): Der => tagged(0x0c, encoder.encode(text));
export const boolean = (value: boolean): Der => tagged(0x01, Uint8Array.of(value ? 0xff : 0));

/** A positive integer of these bytes. */
export function integer(bytes: Uint8Array): Der {
  return bytes[0]! >= 128 ? tagged(0x02, Uint8Array.of(0), bytes) : tagged(0x02, bytes);
}

/** An object identifier such as 2.5.4.3. */
export function identifier(text: string): Der {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const digits = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    bytes.push(...digits);
  }
  return tagged(0x06, Uint8Array.from(bytes));
}

/** A moment as GeneralizedTime. */
export function moment(date: Date): Der {
  const text = date.toISOString().replace(/[-:T]/g, "").replace(/\.\d+Z$/, "Z");
  return tagged(0x18, encoder.encode(text));
}

/** PEM text of some bytes. */
export function pem(label: string, bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes)).replace(/(.{64})/g, "$1\n").trimEnd();
  return `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;
}
