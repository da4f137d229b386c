import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";

const MAGIC = "openssh-key-v1\0";

/**
 * Reads an unencrypted private key in OpenSSH's own form (its PROTOCOL.key): ed25519, RSA, or ECDSA on a NIST curve.
 * Throws an error that holds nothing of the key.
 */
export function readOpenSshKey(pem: string): KeyObject {
  const base64 = pem.replace(/-----[A-Z ]+-----|\s/g, "");
  const whole = reader(Uint8Array.fromBase64(base64));
  if (latin1(whole.take(MAGIC.length)) !== MAGIC) throw new Error("it is no OpenSSH key");
  const cipher = latin1(whole.text());
  if (cipher !== "none") throw new Error("it is encrypted");
  whole.text(); // key derivation
  whole.text(); // its options
  if (whole.number() !== 1) throw new Error("it holds more than one key");
  whole.text(); // public key
  const part = reader(whole.text());
  if (part.number() !== part.number()) throw new Error("it is damaged");
  const type = latin1(part.text());
  const make = type.startsWith("ecdsa-sha2-") ? ecdsa : makers.get(type);
  if (!make) throw new Error("its type is not known");
  return createPrivateKey({ key: make(part), format: "jwk" });
}

type Reader = ReturnType<typeof reader>;

const makers = new Map<string, (part: Reader) => JsonWebKey>([["ssh-ed25519", ed25519], [
  "ssh-rsa",
  rsa,
]]);

const CURVES = new Map([
  ["nistp256", { crv: "P-256", size: 32 }],
  ["nistp384", { crv: "P-384", size: 48 }],
  ["nistp521", { crv: "P-521", size: 66 }],
]);

function ed25519(part: Reader): JsonWebKey {
  const x = part.text(), pair = part.text();
  return { kty: "OKP", crv: "Ed25519", x: base64url(x), d: base64url(pair.slice(0, 32)) };
}

function ecdsa(part: Reader): JsonWebKey {
  const curve = CURVES.get(latin1(part.text()));
  if (!curve) throw new Error("its curve is not known");
  const { crv, size } = curve;
  const point = part.text();
  if (point[0] !== 4 || point.length !== 1 + 2 * size) throw new Error("it is damaged");
  const x = base64url(point.slice(1, 1 + size)), y = base64url(point.slice(1 + size));
  return { kty: "EC", crv, x, y, d: base64url(padded(unsigned(part.text()), size)) };
}

function rsa(part: Reader): JsonWebKey {
  const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => unsigned(part.text()));
  const rest = (prime: Uint8Array) => fromInteger(toInteger(d!) % (toInteger(prime) - 1n));
  const numbers = { n: n!, e: e!, d: d!, p: p!, q: q!, dp: rest(p!), dq: rest(q!), qi: qi! };
  const texts = Object.entries(numbers).map(([name, value]) => [name, base64url(value)]);
  return { kty: "RSA", ...Object.fromEntries(texts) };
}

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
  return { take, number, text: () => take(number()) };
}

function unsigned(integer: Uint8Array): Uint8Array {
  let zeros = 0;
  while (integer[zeros] === 0) zeros++;
  return integer.slice(zeros);
}

function padded(integer: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(size);
  whole.set(integer, size - integer.length);
  return whole;
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.toHex()}`);
}

function fromInteger(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return Uint8Array.fromHex(hex.length % 2 ? `0${hex}` : hex);
}

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
