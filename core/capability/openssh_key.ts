// @ts-types="./bcrypt_pbkdf.d.ts"
import bcrypt from "bcrypt-pbkdf";
import { createDecipheriv, createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";

const MAGIC = "openssh-key-v1\0";
/** More rounds of key derivation than this would hold everyone up. */
const MOST_ROUNDS = 64;

/** Said of a key that cannot be read; it holds nothing of the key. */
export class KeyError extends Error {
  override readonly name = "KeyError";
}

/**
 * Reads a private key in OpenSSH's own form (its PROTOCOL.key): ed25519, RSA, or ECDSA on a NIST curve, encrypted or not. Throws
 * KeyError in the words of Go's crypto/ssh where the passphrase is missing or wrong, else an error that holds nothing of the key.
 */
export function readOpenSshKey(pem: string, passphrase?: Uint8Array): KeyObject {
  const base64 = pem.replace(/-----[A-Z ]+-----|\s/g, "");
  const whole = reader(Uint8Array.fromBase64(base64));
  if (latin1(whole.take(MAGIC.length)) !== MAGIC) throw new Error("it is no OpenSSH key");
  const cipher = latin1(whole.text());
  const derivation = { name: latin1(whole.text()), options: whole.text() };
  if (whole.number() !== 1) throw new Error("it holds more than one key");
  whole.text(); // public key
  const held = whole.text();
  const plain = cipher === "none"
    ? held
    : decrypt(held, { cipher, derivation, tag: whole.rest(), passphrase });
  const part = reader(plain);
  if (part.number() !== part.number()) throw new KeyError(WRONG_PASSPHRASE);
  const type = latin1(part.text());
  const make = type.startsWith("ecdsa-sha2-") ? ecdsa : makers.get(type);
  if (!make) throw new Error("its type is not known");
  return createPrivateKey({ key: make(part), format: "jwk" });
}

export const MISSING_PASSPHRASE = "ssh: this private key is passphrase protected";
export const WRONG_PASSPHRASE = "x509: decryption password incorrect";

const CIPHERS = new Map([
  ["aes128-cbc", { key: 16, iv: 16 }],
  ["aes192-cbc", { key: 24, iv: 16 }],
  ["aes256-cbc", { key: 32, iv: 16 }],
  ["aes128-ctr", { key: 16, iv: 16 }],
  ["aes192-ctr", { key: 24, iv: 16 }],
  ["aes256-ctr", { key: 32, iv: 16 }],
  ["aes128-gcm@openssh.com", { key: 16, iv: 12 }],
  ["aes256-gcm@openssh.com", { key: 32, iv: 12 }],
]);

interface Encrypted {
  readonly cipher: string;
  readonly derivation: { readonly name: string; readonly options: Uint8Array };
  /** What stands behind the encrypted part: its authentication, where the cipher has one. */
  readonly tag: Uint8Array;
  readonly passphrase: Uint8Array | undefined;
}

function decrypt(held: Uint8Array, { cipher, derivation, tag, passphrase }: Encrypted): Uint8Array {
  const sizes = CIPHERS.get(cipher);
  if (!sizes || derivation.name !== "bcrypt") throw new Error("its encryption is not known");
  if (!passphrase?.length) throw new KeyError(MISSING_PASSPHRASE);
  const options = reader(derivation.options);
  const salt = options.text(), rounds = options.number();
  if (rounds > MOST_ROUNDS) throw new Error("its key derivation has too many rounds");
  const made = new Uint8Array(sizes.key + sizes.iv);
  bcrypt.pbkdf(passphrase, passphrase.length, salt, salt.length, made, made.length, rounds);
  const name = cipher.replace("@openssh.com", "").replace("aes", "aes-");
  const key = made.subarray(0, sizes.key), iv = made.subarray(sizes.key);
  try {
    const decipher = createDecipheriv(name as "aes-256-gcm", key, iv);
    decipher.setAutoPadding(false);
    if (name.endsWith("gcm")) decipher.setAuthTag(tag);
    return new Uint8Array([...decipher.update(held), ...decipher.final()]);
  } catch {
    throw new KeyError(WRONG_PASSPHRASE);
  }
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
  return { take, number, text: () => take(number()), rest: () => bytes.slice(at) };
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
