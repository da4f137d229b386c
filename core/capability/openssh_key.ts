import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";

const MAGIC = "openssh-key-v1\0";
const CURVES = new Map([["nistp256", "P-256"], ["nistp384", "P-384"], ["nistp521", "P-521"]]);

/**
 * Reads an unencrypted private key in OpenSSH's own form (its PROTOCOL.key): ed25519, RSA, or ECDSA on a NIST curve.
 * Throws an error that holds nothing of the key.
 */
export function readOpenSshKey(pem: string): KeyObject {
  const whole = reader(Uint8Array.fromBase64(pem.replace(/-----[A-Z ]+-----|\s/g, "")));
  if (latin1(whole.take(MAGIC.length)) !== MAGIC) throw new Error("it is no OpenSSH key");
  if (latin1(whole.text()) !== "none") throw new Error("it is encrypted");
  whole.text(); // key derivation
  whole.text(); // its options
  if (whole.number() !== 1) throw new Error("it holds more than one key");
  whole.text(); // public key
  const part = reader(whole.text());
  if (part.number() !== part.number()) throw new Error("it is damaged");
  const make = makers.get(latin1(part.text()).replace(/-nistp\d+$/, ""));
  if (!make) throw new Error("its type is not known");
  return createPrivateKey({ key: make(part), format: "jwk" });
}

type Reader = ReturnType<typeof reader>;

const makers = new Map<string, (part: Reader) => JsonWebKey>([
  ["ssh-ed25519", (part) => {
    const x = part.text(), pair = part.text();
    return { kty: "OKP", crv: "Ed25519", x: base64url(x), d: base64url(pair.slice(0, 32)) };
  }],
  ["ecdsa-sha2", (part) => {
    const crv = CURVES.get(latin1(part.text()));
    const point = part.text(), size = (point.length - 1) / 2;
    if (crv === undefined || point[0] !== 4) throw new Error("its curve is not known");
    const [x, y] = [point.slice(1, 1 + size), point.slice(1 + size)].map(base64url);
    const d = base64url(bytesOf(part.integer(), size));
    return { kty: "EC", crv, x: x!, y: y!, d };
  }],
  ["ssh-rsa", (part) => {
    const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => part.integer());
    const numbers = { n, e, d, p, q, dp: d! % (p! - 1n), dq: d! % (q! - 1n), qi };
    const texts = Object.entries(numbers).map((
      [name, value],
    ) => [name, base64url(bytesOf(value!))]);
    return { kty: "RSA", ...Object.fromEntries(texts) };
  }],
]);

function reader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw new Error("it is cut off");
    return bytes.slice(at, at += length);
  };
  const number = () => {
    take(4);
    return view.getUint32(at - 4);
  };
  const text = () => take(number());
  return { take, number, text, integer: () => BigInt(`0x${text().toHex()}`) };
}

/** Big endian, of `size` bytes, or as few as it takes. */
function bytesOf(value: bigint, size = 0): Uint8Array {
  const hex = value.toString(16);
  return Uint8Array.fromHex(hex.padStart(Math.max(2 * size, hex.length + hex.length % 2), "0"));
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
