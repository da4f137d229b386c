// @ts-types="./bcrypt_pbkdf.d.ts"
import bcrypt from "bcrypt-pbkdf";
import { createDecipheriv, createPrivateKey, type KeyObject } from "node:crypto";

import { OPENSSH_CIPHERS, SSH_CURVES } from "./tables/openssh_ciphers.ts";

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
  const make = makers.get(latin1(part.text()).replace(/-nistp\d+$/, ""));
  if (!make) throw new Error("its type is not known");
  return createPrivateKey({ key: make(part), format: "jwk" });
}

export const MISSING_PASSPHRASE = "ssh: this private key is passphrase protected";
export const WRONG_PASSPHRASE = "x509: decryption password incorrect";

interface Encrypted {
  readonly cipher: string;
  readonly derivation: { readonly name: string; readonly options: Uint8Array };
  /** What stands behind the encrypted part: its authentication, where the cipher has one. */
  readonly tag: Uint8Array;
  readonly passphrase: Uint8Array | undefined;
}

function decrypt(held: Uint8Array, { cipher, derivation, tag, passphrase }: Encrypted): Uint8Array {
  const sizes = OPENSSH_CIPHERS.get(cipher);
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

type Jwk = Readonly<Record<string, string>>;
type Reader = ReturnType<typeof reader>;

const makers = new Map<string, (part: Reader) => Jwk>([
  ["ssh-ed25519", (part) => {
    const x = part.text(), pair = part.text();
    return { kty: "OKP", crv: "Ed25519", x: base64url(x), d: base64url(pair.slice(0, 32)) };
  }],
  ["ecdsa-sha2", (part) => {
    const crv = SSH_CURVES.get(latin1(part.text()));
    const point = part.text(), size = (point.length - 1) / 2;
    if (crv === undefined || point[0] !== 4) throw new Error("its curve is not known");
    const x = base64url(point.slice(1, 1 + size)), y = base64url(point.slice(1 + size));
    return { kty: "EC", crv, x, y, d: base64url(bytesOf(part.integer(), size)) };
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
  const integer = () => BigInt(`0x${text().toHex()}`);
  return { take, number, text, integer, rest: () => bytes.slice(at) };
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
